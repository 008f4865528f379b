/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.cache.CacheException;
import uno.jcache.spi.ProviderSetting;
import uno.jcache.spi.StoreFactory;
import uno.jcache.spi.StoreProvider;

/**
 * Keeps the entries of each region in a file of its own, where they survive restarts and crashes of
 * the process. The type of this provider is {@code file}; {@code docs/file.md} lists its settings.
 *
 * <p>After a failure of the power or the operating system, changes of the last seconds may be lost.
 * A damaged entry is never returned, and a damaged file is set aside.
 */
public final class FileStoreProvider implements StoreProvider {
  /** Called by the service loader. */
  public FileStoreProvider() {}

  @Override
  public String type() {
    return "file";
  }

  @Override
  public Class<FileByteStore> storeType() {
    return FileByteStore.class;
  }

  @Override
  public List<ProviderSetting<?>> settings() {
    return FileSettings.ALL;
  }

  @Override
  public void check(String name, Map<String, ?> settings) {
    FileSettings unused = FileSettings.of(name, settings);
  }

  @Override
  public StoreFactory open(String name, Map<String, ?> settings) {
    FileSettings parsed = FileSettings.of(name, settings);
    prepareDirectory(name, parsed);
    return new FileStoreFactory(name, parsed, parsed.permissions()::open);
  }

  private static void prepareDirectory(String provider, FileSettings settings) {
    Path dir = settings.dir();
    String problem = null;
    IOException cause = null;
    try {
      settings.permissions().createDirectories(dir);
      if (!Files.isWritable(dir) || !Files.isReadable(dir)) {
        problem = "is not readable and writable";
      }
    } catch (IOException e) {
      problem = "is not a directory and cannot be created: " + e;
      cause = e;
    }
    if (problem != null) {
      throw new CacheException(
          "Provider '"
              + provider
              + "': setting '"
              + FileSettings.DIR.name()
              + "': "
              + dir
              + " "
              + problem,
          cause);
    }
  }
}
