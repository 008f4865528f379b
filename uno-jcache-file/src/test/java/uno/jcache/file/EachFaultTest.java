/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static uno.jcache.file.TestRegion.bytes;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.spi.ByteCursor;
import uno.jcache.spi.ByteEntry;
import uno.jcache.spi.MovableClock;
import uno.jcache.spi.StoreException;

/**
 * One script of operations, again and again: each time another read, write, sync, truncation or
 * opening of the file fails, alone or with those that follow.
 */
@Tag("slow")
class EachFaultTest {
  private static final int KEYS = 24;
  private static final int AT_ONCE = 24; // they wait most of the time
  private static final int NEVER = Integer.MAX_VALUE;

  /** It tells of each fault, and these are many. */
  private static final Logger LOGGER = Logger.getLogger(RegionFile.class.getName());

  private final Path dir;

  EachFaultTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @BeforeAll
  static void logNothing() {
    LOGGER.setLevel(Level.OFF);
  }

  @AfterAll
  static void logAgain() {
    LOGGER.setLevel(null);
  }

  @Test
  void aFaultAloneIsSurvived() throws Exception {
    survivesAll(1, false);
  }

  @Test
  void aFaultThatLastsIsSurvived() throws Exception {
    survivesAll(4, false);
  }

  @Test
  void aFullHeapIsNoDamage() throws Exception {
    survivesAll(1, true);
    survivesAll(4, true);
  }

  private void survivesAll(int faults, boolean outOfMemory) throws Exception {
    FaultyFiles sound = new FaultyFiles(NEVER, 0);
    new Run(dir.resolve("sound-" + faults), sound).run();
    ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Future<?>> runs = new ArrayList<>();
      for (int i = 0; i < sound.count(); i += faults) {
        FaultyFiles files = new FaultyFiles(i, faults, outOfMemory);
        Path own = dir.resolve("fault-" + faults + "-" + i);
        runs.add(pool.submit(() -> new Run(own, files).run()));
      }
      List<Throwable> found = new ArrayList<>();
      for (Future<?> run : runs) {
        try {
          run.get();
        } catch (ExecutionException e) {
          found.add(e.getCause());
        }
      }
      assertThat(found).isEmpty();
    } finally {
      pool.shutdownNow();
    }
  }

  /** What may be read of a key. */
  private static final class Known {
    /** By this process. */
    final Set<String> now = new TreeSet<>(Set.of(NOTHING));

    /** By another, if this one is killed: all that was there since the last commit. */
    final Set<String> sinceCommit = new TreeSet<>(now);

    void may(String value) {
      now.add(value);
      sinceCommit.add(value);
    }

    void must(String value) {
      now.clear();
      may(value);
    }

    boolean isChanged() {
      return !sinceCommit.equals(now);
    }
  }

  private static final String NOTHING = "";

  private interface Step {
    void run() throws IOException;
  }

  private static final class Run {
    private final Path dir;
    private final FaultyFiles files;
    private final Map<String, Known> known = new TreeMap<>();
    private @Nullable TestRegion open;
    private long invalidation;
    private int puts;
    private String step = "";
    private final Thread runner = Thread.currentThread();
    private final List<String> wrongIfKilled = new ArrayList<>();

    Run(Path dir, FaultyFiles files) {
      this.dir = dir;
      this.files = files;
      for (int i = 0; i < KEYS; i++) {
        known.put(key(i), new Known());
      }
    }

    private static String key(int i) {
      return String.format("key-%02d", i);
    }

    private TestRegion region() {
      return requireNonNull(open);
    }

    void run() {
      try {
        Files.createDirectories(dir);
        files.atFirst(this::lookAsIfKilled);
        script();
        assertThat(wrongIfKilled).isEmpty();
        close();
        try (Stream<Path> left = Files.list(dir)) {
          assertThat(left).noneMatch(file -> file.toString().contains(".corrupt-"));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(
            dir.getFileName() + " at " + files.failed() + ", in " + step + ": " + e, e);
      } finally {
        if (open != null) {
          open.close();
        }
      }
    }

    private void script() throws IOException {
      reopen();
      for (int i = 0; i < 16; i++) {
        put(i);
      }
      commit();
      put(0);
      put(1);
      remove(2);
      replace(3);
      put(17);
      touch(4);
      scan();
      commit();
      remove(5);
      replace(0);
      reopen();
      get(5);
      get(6);
      remove(7);
      put(18);
      replace(8);
      commit();
      remove(9);
      reopen();
      scan();
      touch(10);
      for (int i = 10; i < KEYS; i++) {
        put(i);
      }
      clear();
      put(1);
      replace(11);
      commit();
      put(1);
      reopen();
      remove(1);
      clear();
      put(12);
      scan();
      reopen();
    }

    // ---- operations

    private void attempt(String name, Step operation) throws IOException {
      step = name;
      String before = files.failed();
      List<Known> changed = known.values().stream().filter(Known::isChanged).toList();
      try {
        operation.run();
      } catch (StoreException | OutOfMemoryError e) {
        assertThat(files.failed()).as(e.toString()).isNotEmpty();
        await()
            .pollInterval(Duration.ofMillis(10))
            .until(() -> region().detail("state").equals("in service"));
        if (e instanceof OutOfMemoryError) { // a change may be made: it is dropped to be sure
          known.values().stream().filter(of -> of.now.size() > 1).forEach(of -> of.may(NOTHING));
        }
      }
      if (!files.failed().equals(before)) { // also where it has found a way on by itself
        changed.forEach(of -> of.may(NOTHING));
        known.values().forEach(Run::drop);
      }
    }

    private static void drop(Known of) {
      if (of.isChanged()) {
        of.may(NOTHING);
      }
    }

    private String value(String key) {
      return key + "=" + ++puts + " ".repeat(900);
    }

    private void put(int i) throws IOException {
      String key = key(i);
      Known of = of(key);
      String value = value(key);
      of.may(value);
      attempt(
          "put " + key,
          () -> {
            region().put(key, value);
            of.must(value);
          });
    }

    private Known of(String key) {
      return requireNonNull(known.get(key));
    }

    private void replace(int i) throws IOException {
      String key = key(i);
      Known of = of(key);
      String value = value(key);
      attempt(
          "replace " + key,
          () -> {
            ByteEntry seen = read(key);
            of.may(value);
            long epoch = region().store.invalidations(bytes(key)).epoch();
            ByteEntry next = ByteEntry.of(bytes(value), Expiry.NEVER, Expiry.NEVER, epoch);
            if (region().store.compareAndSet(bytes(key), seen, next)) {
              of.must(value);
            } else {
              assertThat(files.failed()).isNotEmpty();
            }
          });
    }

    private void remove(int i) throws IOException {
      String key = key(i);
      Known of = of(key);
      attempt(
          "remove " + key,
          () -> {
            ByteEntry seen = read(key);
            of.may(NOTHING);
            if (region().store.compareAndSet(bytes(key), seen, null)) {
              of.must(NOTHING);
            } else {
              assertThat(files.failed()).isNotEmpty();
            }
          });
    }

    private void touch(int i) throws IOException {
      String key = key(i);
      attempt(
          "touch " + key,
          () -> {
            ByteEntry seen = read(key);
            boolean there =
                seen != null
                    && region().store.touch(bytes(key), seen, Expiry.NEVER - 1, Expiry.NEVER);
            assertThat(there || !files.failed().isEmpty()).isTrue();
          });
    }

    private void get(int i) throws IOException {
      attempt("get " + key(i), () -> read(key(i)));
    }

    private @Nullable ByteEntry read(String key) {
      ByteEntry entry = region().store.get(bytes(key));
      found(key, entry);
      return entry;
    }

    private void found(String key, @Nullable ByteEntry entry) {
      String value = (entry == null) ? NOTHING : new String(entry.value(), StandardCharsets.UTF_8);
      Known of = of(key);
      if (!files.failed().isEmpty()) {
        drop(of);
      }
      assertThat(of.now).as(key).contains(value);
      of.must(value); // whatever else was possible does not come back
    }

    private void scan() throws IOException {
      attempt("scan", this::scanned);
    }

    private void scanned() {
      Map<String, ByteEntry> found = new TreeMap<>();
      try (ByteCursor cursor = region().store.scan()) {
        while (cursor.advance()) {
          found.put(new String(cursor.key(), StandardCharsets.UTF_8), cursor.entry());
        }
      }
      assertThat(known.keySet()).containsAll(found.keySet());
      known.keySet().forEach(key -> found(key, found.get(key)));
      long size = region().store.size();
      if (files.failed().isEmpty()) {
        assertThat(size).isEqualTo(found.size());
      } else { // the file may have been opened again since, without what was not written
        assertThat(size).isLessThanOrEqualTo(found.size());
      }
    }

    private void clear() throws IOException {
      known.values().forEach(of -> of.may(NOTHING));
      attempt(
          "clear",
          () -> {
            try {
              region().store.clear();
            } finally {
              known.values().forEach(of -> of.must(NOTHING));
            }
            committed();
          });
    }

    /** By what commits before it returns. */
    private void commit() throws IOException {
      attempt(
          "invalidate",
          () -> {
            invalidation = region().store.invalidate(List.of("none")).orElseThrow();
            committed();
            region().store.reclaimed(invalidation);
          });
    }

    private void committed() {
      known
          .values()
          .forEach(
              of -> {
                of.sinceCommit.clear();
                of.sinceCommit.addAll(of.now);
              });
    }

    private void close() {
      TestRegion closing = open;
      if (closing == null) {
        return;
      }
      open = null;
      String before = files.failed();
      closing.close();
      if (files.failed().equals(before)) {
        committed();
      } else {
        known.values().forEach(of -> of.now.addAll(of.sinceCommit)); // as after a crash
      }
    }

    private void reopen() throws IOException {
      step = "reopen";
      close();
      while (open == null) {
        try {
          open = open(dir, files);
        } catch (CacheException e) {
          assertThat(files.failed()).as(e.toString()).isNotEmpty();
        }
      }
      check();
    }

    private static TestRegion open(Path dir, PlainFile.Opener opener) {
      return new TestRegion(
          dir,
          "region",
          // Nothing is committed but by the script.
          Map.of("page-cache", "1 MiB", "commit-interval", "1m"),
          new MovableClock(),
          opener);
    }

    // ---- what is demanded

    private void check() throws IOException {
      String of = step;
      attempt("scan after " + of, this::scanned);
      assertThat(region().store.invalidations(bytes("")).epoch())
          .isGreaterThanOrEqualTo(invalidation);
      assertThat(region().number("corruptions")).isZero();
    }

    /** Looks at what another process finds, if this one is killed now. */
    private void lookAsIfKilled() {
      if (Thread.currentThread() != runner || !Files.exists(dir.resolve("region.store"))) {
        return;
      }
      Path copy = dir.resolve("killed");
      try {
        Files.createDirectories(copy);
        Files.copy(dir.resolve("region.store"), copy.resolve("region.store"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      try (TestRegion other =
          open(copy, (path, mode) -> new RandomAccessFile(path.toFile(), mode))) {
        known.forEach(
            (key, of) -> {
              String value = Optional.ofNullable(other.value(key)).orElse(NOTHING);
              if (!of.sinceCommit.contains(value)) {
                wrongIfKilled.add(key + " is '" + value.trim() + "'");
              }
            });
        if (other.store.invalidations(bytes("")).epoch() < invalidation) {
          wrongIfKilled.add("an invalidation is missing");
        }
      }
    }
  }
}
