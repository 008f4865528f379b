/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.examples.replay;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.Serial;
import java.nio.charset.Charset;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.Callable;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;
import uno.jcache.UnoCacheManager;
import uno.jcache.examples.replay.Output.OutputException;

/** The command line of the example. */
@Command(
    name = "./run",
    sortOptions = false,
    description = {
      "Replays a log of keys through a read-through cache in front of a slow source, and shows"
          + " what the cache saves.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  ./run",
      "  ./run --size 500 keys.log.gz",
      "  ./run --provider file --dir replayed",
      "  ./run --provider redis --url redis://localhost:6379",
      "  ./run --provider memcached --servers localhost:11211",
      "  cut -d ' ' -f 7 access.log | ./run --sizes 1000,10000,100000 -"
    })
final class ReplayCommand implements Callable<Integer> {
  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int WRONG_INPUT = 2;

  private static final long DEFAULT_SIZE = 1000;
  private static final int MOST_LOAD_MICROS = 60_000_000;
  private static final int MOST_THREADS = 256;

  private final InputStream in;
  private final Output out;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description =
          "One key per line, plain or gzip; - is standard input. Default: the words of the texts"
              + " that the Java runtime brings along.")
  private @Nullable String file;

  @Option(
      names = "--size",
      paramLabel = "N",
      converter = SizeConverter.class,
      description = "How many entries the cache may hold. Default: " + DEFAULT_SIZE + ".")
  private @Nullable Long size;

  @Option(
      names = "--sizes",
      paramLabel = "N,N,...",
      converter = SizesConverter.class,
      description = "Compare caches of these sizes.")
  private @Nullable Sizes sizes;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "A configuration of Uno JCache, ending in .conf; of the region 'replay' where no size is"
              + " given.")
  private @Nullable String config;

  @Option(
      names = "--provider",
      paramLabel = "TYPE",
      description =
          "How the cache keeps its entries: memory, file, redis or memcached. Default: memory.")
  private @Nullable String provider;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Where --provider file keeps them; the next run finds them there.")
  private @Nullable String dir;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "The server of --provider redis, such as redis://localhost:6379; the next run finds the"
              + " entries there.")
  private @Nullable String url;

  @Option(
      names = "--servers",
      paramLabel = "HOST:PORT,...",
      description =
          "The servers of --provider memcached, such as localhost:11211; the next run finds the"
              + " entries there.")
  private @Nullable String servers;

  @Option(
      names = "--load-micros",
      paramLabel = "N",
      description =
          "How long the source waits at each load, in microseconds. Default: ${DEFAULT-VALUE}.")
  private int loadMicros = 500;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many threads take the keys in turn. Default: ${DEFAULT-VALUE}.")
  private int threads = 1;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this help.")
  @SuppressWarnings("UnusedVariable") // picocli reads the annotation only
  private boolean help;

  private ReplayCommand(InputStream in, Output out) {
    this.in = in;
    this.out = out;
  }

  public static void main(String[] arguments) {
    // Unlike System.out this tells when nobody reads any more.
    var out =
        new Output(
            new FileOutputStream(FileDescriptor.out),
            charset("stdout.encoding"),
            Integer.getInteger("columns", 0));
    var err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, charset("stderr.encoding"));
    System.exit(run(System.in, out, err, arguments));
  }

  /** Runs the command and returns its exit status. */
  static int run(InputStream in, Output out, PrintStream err, String... arguments) {
    return new CommandLine(new ReplayCommand(in, out))
        .setExpandAtFiles(false)
        .setOut(out.writer())
        .setParameterExceptionHandler(
            (e, ignored) -> {
              err.println("run: " + message(e));
              return WRONG_INPUT;
            })
        .setExecutionExceptionHandler(
            (e, command, ignored) -> {
              if (e instanceof WrongInputException) {
                err.println("run: " + e.getMessage());
                return WRONG_INPUT;
              }
              if (!(e instanceof OutputException failure)) {
                throw e;
              }
              if (failure.closedByReader()) {
                return DONE;
              }
              err.println("run: cannot write: " + failure.getMessage());
              return FAILED;
            })
        .execute(arguments);
  }

  @Override
  public Integer call() throws Exception {
    List<OptionalLong> wanted = sizes();
    checkRange("--load-micros", loadMicros, 0, MOST_LOAD_MICROS);
    checkRange("--threads", threads, 1, MOST_THREADS);
    try (KeySource keys = open();
        CacheManager manager = manager()) {
      var loadTime = Duration.ofNanos(loadMicros * 1000L);
      List<ReplayedCache> caches = new ArrayList<>();
      for (OptionalLong each : wanted) {
        caches.add(newCache(manager, each, loadTime));
      }
      Report.title(keys, caches, loadTime).forEach(out::line);
      if (dir != null || url != null || servers != null) {
        caches.forEach(cache -> out.line(Report.atStart(cache)));
      }
      replay(keys, caches);
      return DONE;
    } catch (IOException e) {
      throw wrong("cannot read " + (file == null ? "the texts" : file) + ": " + e.getMessage());
    }
  }

  private static ReplayedCache newCache(
      CacheManager manager, OptionalLong size, Duration loadTime) {
    try {
      return new ReplayedCache(manager, size, loadTime);
    } catch (CacheException | IllegalArgumentException e) { // of the store: it says what to do
      throw wrong(e.getMessage());
    }
  }

  private void replay(KeySource keys, List<ReplayedCache> caches)
      throws IOException, InterruptedException {
    boolean compare = sizes != null;
    long start = System.nanoTime();
    new Replay(keys, caches)
        .run(
            threads,
            out.interval(),
            () -> out.progress(compare ? Report.progress(caches) : Report.progress(caches.get(0))));
    long took = System.nanoTime() - start;

    out.line("");
    (compare ? Report.table(caches, threads) : Report.summary(caches.get(0), threads))
        .forEach(out::line);
    out.line("The replay took " + Report.time((double) took) + ".");
    out.line("To watch such traffic in the console: ./run serve --demo");
  }

  private List<OptionalLong> sizes() {
    if (size != null && sizes != null) {
      throw wrong("--size and --sizes exclude each other; choose one");
    } else if (sizes != null) {
      return sizes.values().stream().map(OptionalLong::of).toList();
    } else if (size != null) {
      return List.of(OptionalLong.of(size));
    }
    return List.of((config == null) ? OptionalLong.of(DEFAULT_SIZE) : OptionalLong.empty());
  }

  private CacheManager manager() {
    var caching = Caching.getCachingProvider();
    if (provider != null || dir != null || url != null || servers != null) {
      return manager(caching);
    } else if (config == null) {
      return caching.getCacheManager();
    }
    if (!config.endsWith(".conf")) {
      throw wrong("FILE of --config must end in .conf: " + config);
    }
    try {
      Path path = Path.of(config);
      if (Files.isDirectory(path)) {
        throw wrong("FILE of --config is a directory: " + config);
      }
      return caching.getCacheManager(path.toUri(), caching.getDefaultClassLoader());
    } catch (InvalidPathException e) {
      throw wrong("no such FILE of --config: " + config);
    } catch (CacheException e) {
      throw wrong(e.getMessage());
    }
  }

  /** A manager whose properties say what a configuration file would. */
  private CacheManager manager(CachingProvider caching) {
    if (config != null) {
      throw wrong("--provider and --config exclude each other; say the provider in the file");
    } else if ("file".equals(provider) != (dir != null)) {
      throw wrong("--provider file and --dir DIR go together; see ./run --help");
    } else if ("redis".equals(provider) != (url != null)) {
      throw wrong("--provider redis and --url URL go together; see ./run --help");
    } else if ("memcached".equals(provider) != (servers != null)) {
      throw wrong("--provider memcached and --servers HOST:PORT,... go together; see ./run --help");
    }
    var properties = new Properties();
    properties.setProperty("uno-jcache.providers.replayed.type", String.valueOf(provider));
    if (dir != null) {
      properties.setProperty("uno-jcache.providers.replayed.dir", dir);
    }
    if (url != null) {
      properties.setProperty("uno-jcache.providers.replayed.url", url);
    }
    if (servers != null) {
      properties.setProperty("uno-jcache.providers.replayed.servers", servers);
    }
    properties.setProperty("uno-jcache.defaults.provider", "replayed");
    try {
      var manager =
          caching.getCacheManager(
              caching.getDefaultURI(), caching.getDefaultClassLoader(), properties);
      if (url != null || servers != null) {
        requireServer(manager);
      }
      return manager;
    } catch (CacheException e) {
      throw wrong(e.getMessage());
    }
  }

  private static void requireServer(CacheManager manager) {
    var health = manager.unwrap(UnoCacheManager.class).providers().health("replayed");
    if (!health.healthy()) {
      manager.close();
      // It says what to do; the name of the exception before it says nothing to a user.
      throw wrong(String.valueOf(health.error()).replaceFirst("^[\\w.]+: ", ""));
    }
  }

  private KeySource open() throws IOException {
    if (file == null) {
      Path folder = JdkTexts.folder();
      var texts = new JdkTexts(folder);
      if (texts.isEmpty()) {
        throw wrong(
            "this Java runtime brings no texts along in "
                + folder
                + "; pass a FILE of one key per line");
      }
      return texts;
    }
    if (file.equals("-")) {
      return new KeyLog("standard input", in);
    }
    if (file.isEmpty()) {
      throw wrong("the name of FILE is empty; see ./run --help");
    }
    try {
      Path path = Path.of(file);
      if (Files.isDirectory(path)) {
        throw wrong("FILE is a directory: " + file + "; pass a file of one key per line");
      }
      return new KeyLog(file, Files.newInputStream(path));
    } catch (NoSuchFileException | InvalidPathException e) {
      throw wrong("no such FILE: " + file + "; see ./run --help");
    } catch (AccessDeniedException e) {
      throw wrong("not allowed to read FILE: " + file);
    }
  }

  private static void checkRange(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw wrong("%s: %d is not between %d and %d".formatted(option, value, least, most));
    }
  }

  private static WrongInputException wrong(@Nullable String message) {
    return new WrongInputException(message);
  }

  private static Charset charset(String property) {
    String name = System.getProperty(property, System.getProperty("native.encoding", "UTF-8"));
    return Charset.forName(name);
  }

  private static String message(ParameterException e) {
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      String message = String.valueOf(e.getMessage());
      return message.contains("; ") ? message : message + "; see ./run --help";
    }
    String argument = unmatched.getUnmatched().get(0);
    if (!unmatched.isUnknownOption()) {
      return "one FILE only, but there is another: " + argument;
    }
    List<String> nearest = unmatched.getSuggestions();
    return "unknown option "
        + argument
        + "; "
        + (nearest.isEmpty() ? "see ./run --help" : "did you mean " + nearest.get(0) + "?");
  }

  /** Says what is wrong with what the user passed. */
  private static final class WrongInputException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    WrongInputException(@Nullable String message) {
      super(message);
    }
  }

  /** Reads the size of a cache. */
  private static final class SizeConverter implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      try {
        return Sizes.parseSize(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage() + "; try --size 1000");
      }
    }
  }

  /** Reads sizes of caches. */
  private static final class SizesConverter implements ITypeConverter<Sizes> {
    @Override
    public Sizes convert(String text) {
      try {
        return Sizes.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage() + "; try --sizes 100,1000,10000");
      }
    }
  }
}
