/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoCachingProvider;

/** Serves a manager until the process is told to stop. */
@Command(
    name = "serve",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = "Serves the HTTP API and the console until it is told to stop (SIGTERM).",
    footer = {
      "",
      "Tokens are read from files or, without these, from the environment:",
      "UNO_JCACHE_TOKEN and UNO_JCACHE_READ_TOKEN. At another address than the",
      "loopback one, a token is needed."
    })
final class ServeCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "The port to listen at; 0 for a free one. Default: ${DEFAULT-VALUE}.")
  private int port = 8080;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "The address to listen at. Default: ${DEFAULT-VALUE}.")
  private String host = "127.0.0.1";

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "The configuration of providers, regions and rules (HOCON). Default: memory in front of"
              + " files, in the data directory.")
  private @Nullable Path config;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Where the server keeps what is defined through the API and, by default, the items."
              + " Default: ${DEFAULT-VALUE}.")
  private Path data = Path.of("uno-jcache-data");

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "A file with the token that requests need.")
  private @Nullable Path tokenFile;

  @Option(
      names = "--read-token-file",
      paramLabel = "FILE",
      description = "A file with a token that may only read.")
  private @Nullable Path readTokenFile;

  @Option(
      names = "--demo",
      description =
          "Plays traffic in regions of its own, so that the console has something to show.")
  private boolean demo;

  @Override
  public Integer call() throws IOException, InterruptedException {
    HttpOptions options = options();
    Path directory = Files.createDirectories(data).toRealPath();
    Path included = (config == null) ? defaultConfiguration(directory) : existing(config);
    Path file = directory.resolve("definitions.conf");
    CountDownLatch stopping = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stopping, stopped), "stop"));
    try (DefinitionsFile definitions = DefinitionsFile.open(file, included);
        UnoCachingProvider provider = new UnoCachingProvider()) {
      UnoCacheManager manager =
          provider.getCacheManager(file.toUri(), ServeCommand.class.getClassLoader());
      manager.monitoring().enable();
      try (UnoCacheHttp http = UnoCacheHttp.start(manager, options, definitions)) {
        Demo traffic = demo ? Demo.start(manager) : null;
        out().println(http.uri());
        out().flush();
        stopping.await();
        if (traffic != null) {
          traffic.close();
        }
      }
    } finally {
      stopped.countDown();
    }
    return 0;
  }

  private PrintWriter out() {
    return (spec == null) ? new PrintWriter(System.out, true, UTF_8) : spec.commandLine().getOut();
  }

  /** Has the server end, and waits for that: the JVM exits when its hooks have returned. */
  private static void stop(CountDownLatch stopping, CountDownLatch stopped) {
    stopping.countDown();
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpOptions options() throws IOException {
    String token = token(tokenFile, "UNO_JCACHE_TOKEN");
    String readToken = token(readTokenFile, "UNO_JCACHE_READ_TOKEN");
    return new HttpOptions(host, port, token, readToken, HttpOptions.of().maximumBody());
  }

  private static @Nullable String token(@Nullable Path file, String variable) throws IOException {
    if (file == null) {
      return System.getenv(variable);
    }
    String token = Files.readString(existing(file)).strip();
    if (token.isEmpty()) {
      throw new CacheException("The token file " + file + " is empty");
    }
    return token;
  }

  private static Path existing(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new CacheException("There is no file " + file);
    }
    return file.toRealPath();
  }

  /** Returns the configuration in the data directory; writes it the first time. */
  private static Path defaultConfiguration(Path directory) throws IOException {
    Path file = directory.resolve("uno-jcache.conf");
    if (Files.notExists(file)) {
      String text =
          """
          # Memory in front of files. The server reads this file when it starts.
          uno-jcache {
            providers { files { type = file, dir = "${DIR}" } }
            defaults {
              provider = files
              near { max-size = 10000 }
              max-size = 1000000
              metadata = true
            }
            regions { default {} }
          }
          """;
      String dir = directory.resolve("items").toString();
      Path unused =
          Files.writeString(
              file, text.replace("${DIR}", dir.replace("\\", "\\\\").replace("\"", "\\\"")));
    }
    return file;
  }
}
