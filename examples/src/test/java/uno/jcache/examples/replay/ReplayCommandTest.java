/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.examples.replay;

import static java.lang.ProcessBuilder.Redirect.DISCARD;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uno.jcache.memcached.MemcachedProcess;
import uno.jcache.redis.RedisProcess;

class ReplayCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Path folder;

  ReplayCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void cacheThatHoldsTheLogMissesEachKeyOnce() throws IOException {
    assertThat(run("--load-micros=0", log("a", "b", "a", "c", "a", "b", "a", "a"))).isZero();

    assertThat(rows()).contains("gets 8 8", "hits 5 5", "misses 3 3");
    assertThat(rows()).contains("hit ratio 62.50% 62.50%", "evictions 0 0");
  }

  @Test
  void smallCacheEvictsAllButItsSize() throws IOException {
    assertThat(run("--load-micros=0", "--size=10", log(distinct(100)))).isZero();

    assertThat(rows()).contains("hits 0 0", "misses 100 100", "evictions 90 90");
  }

  @Test
  void aConfigurationSaysWhatTheCacheIs() throws IOException {
    String config = config("uno-jcache.regions.replay { max-size = 20, ttl = 1h }");
    assertThat(run("--load-micros=0", "--config=" + config, log(distinct(100)))).isZero();

    assertThat(rows()).contains("hits 0 0", "misses 100 100", "evictions 80 80");
  }

  @Test
  void aSizeWinsOverTheConfiguration() throws IOException {
    String config = config("uno-jcache.defaults { max-size = 20 }");
    assertThat(run("--load-micros=0", "--size=30", "--config=" + config, log(distinct(100))))
        .isZero();

    assertThat(rows()).contains("misses 100 100", "evictions 70 70");
  }

  @Test
  void aBadConfigurationIsNamedWithItsLineAndKey() throws IOException {
    String config = config("\nuno-jcache.regions.replay { max-sise = 20 }");

    assertThat(run("--config=" + config, log("a"))).isEqualTo(2);
    assertThat(err.toString(UTF_8))
        .startsWith("run: ")
        .contains("replay.conf:2: uno-jcache.regions.replay.max-sise: unknown setting")
        .contains("did you mean 'max-size'?");
  }

  @Test
  void entriesInFilesAreThereInTheNextRun() throws IOException {
    String[] file = {"--load-micros=0", "--size=50", "--provider=file", "--dir=" + folder};
    assertThat(run(with(file, log(distinct(100))))).isZero();
    assertThat(rows()).contains("entries at start: 0", "misses 100 100", "evictions 50 50");

    out.reset();
    assertThat(run(with(file, log(distinct(100)[99], "another")))).isZero();
    assertThat(rows()).contains("entries at start: 50", "hits 1 1", "misses 1 1");
  }

  @Test
  void entriesInFilesSurviveKill9() throws Exception {
    String[] file = {"--load-micros=0", "--size=100000", "--provider=file", "--dir=" + folder};
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(ReplayCommand.class.getName());
    command.addAll(List.of(with(file, "-")));
    Process killed =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(DISCARD).start();
    try (OutputStream keys = killed.getOutputStream()) {
      keys.write((String.join("\n", distinct(50_000)) + "\n").getBytes(UTF_8));
      keys.flush(); // and no end: it waits for more
      Path store = folder.resolve("replay-100000.store");
      await().until(() -> Files.exists(store) && Files.size(store) > 500_000);
      killed.destroyForcibly().waitFor();
    } catch (IOException e) {
      assertThat(killed.isAlive()).as(e.toString()).isFalse(); // its pipe went with it
    }

    assertThat(run(with(file, log("one more")))).isZero();
    assertThat(rows())
        .anySatisfy(row -> assertThat(row).matches("entries at start: [1-9][0-9]?,[0-9]{3}"));
  }

  @Test
  void entriesInRedisAreThereInTheNextRun() throws IOException {
    try (RedisProcess redis = RedisProcess.start()) {
      String[] shared = {"--load-micros=0", "--provider=redis", "--url=" + redis.url()};
      assertThat(run(with(shared, log(distinct(100))))).isZero();
      assertThat(rows()).contains("entries at start: 0", "misses 100 100");

      out.reset();
      assertThat(run(with(shared, log(distinct(100)[99], "another")))).isZero();
      assertThat(rows()).contains("entries at start: 100", "hits 1 1", "misses 1 1");
    }
  }

  @Test
  void entriesInMemcachedAreThereInTheNextRun() throws IOException {
    try (MemcachedProcess memcached = MemcachedProcess.start()) {
      String[] shared = {
        "--load-micros=0", "--provider=memcached", "--servers=" + memcached.address()
      };
      assertThat(run(with(shared, log(distinct(100))))).isZero();
      assertThat(rows()).contains("entries at start: 0", "misses 100 100");

      out.reset();
      assertThat(run(with(shared, log(distinct(100)[99], "another")))).isZero();
      assertThat(rows()).contains("entries at start: 100", "hits 1 1", "misses 1 1");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--provider=file | go together",
        "--provider=memcached | go together",
        "--provider=memcached --servers=a:b | must be one or more addresses",
        "--provider=memcached --servers=127.0.0.1:1 | 127.0.0.1:1: no connection; start the server",
        "--dir=somewhere | go together",
        "--provider=redis | go together",
        "--provider=redis --url=http://localhost | must be an address such as redis://",
        "--provider=redis --url=redis://127.0.0.1:1 | redis://127.0.0.1:1: Connection refused; start Redis",
        "--provider=redis --url=redis://nowhere.invalid | 'url'",
        "--provider=disk | unknown provider type 'disk'",
        "--provider=file --dir=/dev/null/here | /dev/null/here",
        "--provider=memory --config=x.conf | exclude each other",
      })
  void aProviderThatCannotBeIsNamed(String options, String message) throws IOException {
    assertThat(run(with(options.split(" "), log("a")))).isEqualTo(2);
    assertThat(err.toString(UTF_8)).startsWith("run: ").contains(message);
  }

  private static String[] with(String[] options, String file) {
    String[] all = Arrays.copyOf(options, options.length + 1);
    all[options.length] = file;
    return all;
  }

  @ParameterizedTest
  @CsvSource({"no-such.conf,no-such.conf", "replay.txt,must end in .conf"})
  void aConfigurationThatIsNoneIsNamed(String config, String message) throws IOException {
    assertThat(run("--config=" + folder.resolve(config), log("a"))).isEqualTo(2);
    assertThat(err.toString(UTF_8)).startsWith("run: ").contains(message);
  }

  @Test
  void aConfigurationThatIsADirectoryIsNamed() throws IOException {
    Path directory = Files.createDirectory(folder.resolve("directory.conf"));
    assertThat(run("--config=" + directory, log("a"))).isEqualTo(2);
    assertThat(err.toString(UTF_8)).contains("is a directory: " + directory);
  }

  private String config(String text) throws IOException {
    return Files.writeString(folder.resolve("replay.conf"), text).toString();
  }

  /** Which is milliseconds at least, and may be more on a busy machine. */
  @Test
  void savedTimeIsThatOfMeasuredLoads() throws IOException {
    assertThat(run("--load-micros=2000", log("a", "a"))).isZero();

    assertThat(rows())
        .anySatisfy(row -> assertThat(row).matches("One load took [0-9.]+ m?s on average.*"))
        .anySatisfy(row -> assertThat(row).matches("Load time saved: [0-9.]+ m?s = 1 hits x .*"));
  }

  @Test
  void severalThreadsReplayEachKeyOnce() throws IOException {
    assertThat(run("--load-micros=0", "--threads=4", log(distinct(1000)))).isZero();

    assertThat(rows()).contains("gets 1,000 1,000", "misses 1,000 1,000");
  }

  @Test
  void tableHasOneLinePerSize() throws IOException {
    String[] keys = distinct(100);
    String file = log(keys);
    Files.writeString(Path.of(file), Files.readString(Path.of(file)).repeat(2));

    assertThat(run("--load-micros=0", "--sizes=1000,100,100", file)).isZero();

    assertThat(rows())
        .anySatisfy(row -> assertThat(row).startsWith("100 50.00% 100 100 0 "))
        .anySatisfy(row -> assertThat(row).startsWith("1,000 50.00% 100 100 0 "))
        .contains("The MXBean of each cache counted the same hits and misses.")
        .contains("100 entries hold every key: a larger cache gains nothing.");
  }

  @Test
  void gzipMayHaveAnyName() throws IOException {
    Path file = folder.resolve("keys.txt");
    Files.write(file, KeyLogTest.gzip("a\nb\na\n"));

    assertThat(run("--load-micros=0", file.toString())).isZero();

    assertThat(rows()).contains("hits 1 1", "misses 2 2");
  }

  @Test
  void dashIsStandardInput() {
    var in = new ByteArrayInputStream("a\nb\na\n".getBytes(UTF_8));

    assertThat(run(in, out, "--load-micros=0", "-")).isZero();

    assertThat(rows()).contains("hits 1 1", "misses 2 2");
  }

  @Test
  void emptyLogIsFine() throws IOException {
    assertThat(run(log())).isZero();

    assertThat(rows()).contains("gets 0 0", "hit ratio 0.00% 0.00%");
  }

  @Test
  void fileWithoutTextIsFine() throws IOException {
    Path file = folder.resolve("keys");
    Files.write(file, new byte[] {(byte) 0xc3, '\n', 0, '\n', (byte) 0xc3, '\n'});

    assertThat(run("--load-micros=0", file.toString())).isZero();

    assertThat(rows()).contains("hits 1 1", "misses 2 2");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      textBlock =
          """
          --sise 10,              unknown option --sise; did you mean --size?
          --load-micro 10,        did you mean --load-micros?
          --xyzzy,                unknown option --xyzzy; see ./run --help
          --size 0,               '--size'
          --size -1,              '--size'
          --size 1k,              "'1k' is not a whole number; try --size 1000"
          --size 9999999999999999999, is too large
          --size,                 '--size'
          --size 1 --size 2,      '--size'
          "--sizes 1,,2",         --sizes
          --size 1 --sizes 2,     exclude each other
          --load-micros -1,       --load-micros
          --load-micros x,        --load-micros
          --threads 0,            --threads
          --threads 100000,       --threads
          a b,                    "one FILE only, but there is another: b"
          none,                   "no such FILE: none"
          @none,                  "no such FILE: @none"
          .,                      is a directory
          """)
  void wrongInputIsNamedInOneLine(String arguments, String message) {
    assertThat(run(arguments.split(" "))).isEqualTo(2);

    assertThat(out.toString(UTF_8)).isEmpty();
    assertThat(err.toString(UTF_8).lines())
        .singleElement()
        .asString()
        .startsWith("run: ")
        .contains(message);
  }

  @Test
  void cutGzipFails() throws IOException {
    byte[] gzip = KeyLogTest.gzip("a\n".repeat(1000));
    Path file = folder.resolve("keys.gz");
    Files.write(file, Arrays.copyOf(gzip, gzip.length - 10));

    assertThat(run("--load-micros=0", file.toString())).isEqualTo(2);

    assertThat(err.toString(UTF_8)).startsWith("run: cannot read " + file);
  }

  @Test
  void helpNamesEveryOption() {
    assertThat(run("--help")).isZero();

    assertThat(out.toString(UTF_8))
        .contains("FILE", "--size", "--sizes", "--load-micros", "--threads", "--help");
    assertThat(err.toString(UTF_8)).isEmpty();
  }

  @Test
  void readerThatHasEnoughEndsTheReplayQuietly() throws IOException {
    assertThat(run(InputStream.nullInputStream(), failing("Broken pipe"), log("a"))).isZero();

    assertThat(err.toString(UTF_8)).isEmpty();
  }

  @Test
  void outputThatCannotBeWrittenFails() throws IOException {
    assertThat(run(InputStream.nullInputStream(), failing("No space left"), log("a"))).isOne();

    assertThat(err.toString(UTF_8)).contains("No space left");
  }

  private int run(String... arguments) {
    return run(InputStream.nullInputStream(), out, arguments);
  }

  private int run(InputStream in, OutputStream out, String... arguments) {
    return ReplayCommand.run(
        in, new Output(out, UTF_8, 0), new PrintStream(err, true, UTF_8), arguments);
  }

  /** The lines of the output, with one blank between columns. */
  private List<String> rows() {
    return out.toString(UTF_8).lines().map(line -> line.strip().replaceAll(" +", " ")).toList();
  }

  private String log(String... keys) throws IOException {
    Path file = folder.resolve("keys.log");
    Files.write(file, List.of(keys));
    return file.toString();
  }

  private static String[] distinct(int count) {
    return IntStream.range(0, count).mapToObj(i -> "key" + i).toArray(String[]::new);
  }

  private static OutputStream failing(String message) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(message);
      }
    };
  }
}
