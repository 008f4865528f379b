/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps definitions in a file that a manager can start from.
 *
 * <p>The file includes the configuration that a person wrote, and then says what was changed
 * through the API: settings, and {@code null} for what was removed. So a change of the included
 * configuration still counts, unless the API has changed the same setting. The file is replaced as
 * a whole, so it is always either the old or the new one.
 *
 * <p>In HOCON, settings of a section are added to those before them. What was created under the
 * name of something in the included configuration is therefore set to null first; the names of
 * these are kept under {@value #REPLACED}.
 *
 * <p>One server at a time uses the directory: it holds a lock there until it ends.
 */
final class DefinitionsFile implements Definitions, AutoCloseable {
  private static final String ROOT = "uno-jcache";
  private static final String REPLACED = "uno-jcache-http.replaced";

  private final FileChannel lock;
  private final Path file;
  private final Path included;
  private Config changes;
  private final TreeSet<String> replaced;

  private DefinitionsFile(
      FileChannel lock, Path file, Path included, Config changes, List<String> replaced) {
    this.lock = lock;
    this.file = file;
    this.included = included;
    this.changes = changes;
    this.replaced = new TreeSet<>(replaced);
  }

  /**
   * Opens a file, which is created if it is not there.
   *
   * @param included the configuration that a person wrote
   * @throws CacheException if another process uses the directory, or if the file is malformed or
   *     cannot be written
   */
  static DefinitionsFile open(Path file, Path included) throws IOException {
    FileChannel lock = lock(file.resolveSibling("definitions.lock"));
    try {
      return open(lock, file, included);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static FileChannel lock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      channel.close();
      throw new CacheException(
          "The directory "
              + file.getParent()
              + " is in use by another process; each server needs its own (--data)");
    }
    return channel;
  }

  private static DefinitionsFile open(FileChannel lock, Path file, Path included) {
    Config changes = ConfigFactory.empty();
    List<String> replaced = List.of();
    try {
      if (Files.exists(file)) {
        Config all =
            ConfigFactory.parseFile(
                file.toFile(), ConfigParseOptions.defaults().setIncluder(new NoIncludes()));
        replaced = all.hasPath(REPLACED) ? all.getStringList(REPLACED) : List.of();
        changes = all.withOnlyPath(ROOT);
      }
    } catch (ConfigException e) {
      throw new CacheException("The definitions in " + file + ": " + e.getMessage(), e);
    }
    DefinitionsFile definitions = new DefinitionsFile(lock, file, included, changes, replaced);
    definitions.save();
    return definitions;
  }

  @Override
  public void define(String section, String name, Map<String, ?> settings) {
    String path = path(section, name);
    replaced.add(path);
    changes = changes.withoutPath(path).withValue(path, ConfigValueFactory.fromMap(settings));
    save();
  }

  @Override
  public void change(String section, String name, Map<String, ?> settings) {
    change(path(section, name), settings);
  }

  @Override
  public void configure(Map<String, ? extends @Nullable Object> settings) {
    change(ROOT, settings);
  }

  private void change(String path, Map<String, ? extends @Nullable Object> settings) {
    settings.forEach(
        (key, value) ->
            changes =
                changes.withValue(
                    path + "." + ConfigUtil.quoteString(key),
                    ConfigValueFactory.fromAnyRef(value)));
    save();
  }

  @Override
  public void remove(String section, String name) {
    String path = path(section, name);
    replaced.remove(path);
    changes = changes.withoutPath(path).withValue(path, ConfigValueFactory.fromAnyRef(null));
    save();
  }

  /** Lets another server use the directory. */
  @Override
  public void close() throws IOException {
    lock.close();
  }

  private static String path(String section, String name) {
    return ConfigUtil.joinPath(ROOT, section, name);
  }

  private String text() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "# What was defined through the HTTP API. The server replaces this file at each change.");
    lines.add("# Your own configuration is in the included file; edit that one.");
    lines.add("include required(file(" + ConfigUtil.quoteString(included.toString()) + "))");
    lines.add("");
    for (String path : replaced) {
      lines.add(path + " = null");
    }
    lines.add(
        REPLACED
            + " = "
            + ConfigValueFactory.fromIterable(replaced).render(ConfigRenderOptions.concise()));
    if (!changes.root().isEmpty()) {
      ConfigRenderOptions readable =
          ConfigRenderOptions.defaults().setOriginComments(false).setJson(false);
      lines.add(changes.root().render(readable));
    }
    return String.join("\n", lines);
  }

  /** Creates a file that its owner only can read, since settings may have passwords. */
  private static FileChannel create(Path file) throws IOException {
    Set<StandardOpenOption> options =
        Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    boolean hasPermissions = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    return hasPermissions
        ? FileChannel.open(
            file,
            options,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
        : FileChannel.open(file, options);
  }

  private void save() {
    Path next = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel channel = create(next)) {
      ByteBuffer bytes = ByteBuffer.wrap(text().getBytes(UTF_8));
      while (bytes.hasRemaining()) {
        int unused = channel.write(bytes);
      }
      channel.force(true);
      Path unused =
          Files.move(
              next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new CacheException(
          "The change is in effect, but will be gone after a restart, since "
              + file
              + " cannot be written: "
              + e.getMessage(),
          e);
    }
  }
}
