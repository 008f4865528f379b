/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import static java.util.logging.Level.INFO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static uno.jcache.file.TestRegion.bytes;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uno.jcache.spi.ByteCursor;
import uno.jcache.spi.MovableClock;
import uno.jcache.spi.StoreException;
import uno.jcache.spi.StoreListener;

/** A disk that is full for a while, or does not answer. */
@Tag("slow")
class FailingDiskTest {
  private final Path dir;
  private volatile boolean full;
  private volatile boolean unreadable;
  private volatile boolean hanging;
  private volatile boolean broken;
  private final AtomicInteger errors = new AtomicInteger();
  private volatile @Nullable Thread halting;
  private final CountDownLatch halted = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private int reads; // of that thread

  FailingDiskTest(@TempDir Path dir) {
    this.dir = dir;
  }

  private final class Failing extends RandomAccessFile {
    Failing(Path path, String mode) throws IOException {
      super(path.toFile(), mode);
      if (broken) {
        close();
        errors.incrementAndGet();
        throw new InternalError("broken");
      }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (hanging) {
        awaitUninterruptibly(goOn);
      }
      if (full) {
        super.write(bytes, offset, length / 2);
        throw new IOException("No space left on device");
      }
      super.write(bytes, offset, length);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (Thread.currentThread() == halting && ++reads == 5) {
        halted.countDown();
        awaitUninterruptibly(goOn);
        throw new IOException("closed meanwhile");
      }
      if (unreadable) {
        throw new IOException("Input/output error");
      }
      return super.read(bytes, offset, length);
    }
  }

  private TestRegion open() {
    return new TestRegion(
        dir, "region", Map.of("page-cache", "1 MiB"), new MovableClock(), Failing::new);
  }

  @Test
  void aFullDiskIsToldAndTheRegionComesBackByItself() {
    try (TestRegion region = open()) {
      region.put("before", "value");
      region.put("changed", "old");
      region.put("removed", "old");
      region.store.clear(); // commits
      region.put("before", "value");
      region.put("changed", "old");
      region.put("removed", "old");
      await().until(() -> committed(region));
      full = true;
      region.put("changed", "new");
      assertThat(region.remove("removed")).isTrue();
      await().until(() -> !region.failures.isEmpty());
      assertThatThrownBy(() -> region.value("before"))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining(dir.toString())
          .hasMessageContaining("No space left");
      assertThat(region.detail("state")).asString().startsWith("out of service");

      full = false;
      await().until(() -> region.detail("state").equals("in service"));
      assertThat(region.value("before")).isEqualTo("value");
      // What was not written is gone, and what was there before does not come back.
      assertThat(region.value("changed")).isNull();
      assertThat(region.value("removed")).isNull();
      region.put("after", "value");
      assertThat(region.value("after")).isEqualTo("value");
    }
    try (TestRegion region = open()) {
      assertThat(region.value("after")).isEqualTo("value");
      assertThat(region.value("changed")).isNull();
      assertThat(region.number("corruptions")).isZero();
    }
  }

  private static boolean committed(TestRegion region) throws IOException {
    byte[] file = Files.readAllBytes(Path.of(region.detail("path").toString()));
    String all = new String(file, StandardCharsets.ISO_8859_1);
    return all.contains("before") && all.contains("changed") && all.contains("removed");
  }

  @Test
  void aClearThatCannotBeWrittenSaysSo() {
    try (TestRegion region = open()) {
      region.put("key", "value");
      await().until(() -> region.store.details().containsKey("lastCommit"));
      full = true;
      assertThatThrownBy(region.store::clear).isInstanceOf(StoreException.class);
      full = false;
      await().until(() -> region.detail("state").equals("in service"));
      assertThat(region.value("key")).isNull(); // as somebody may have read already
      region.put("key", "value");
      region.store.clear();
      assertThat(region.value("key")).isNull();
    }
  }

  @Test
  void aFullDiskAtTheEndHarmsNobody() {
    TestRegion region = open();
    region.put("key", "value");
    await().until(() -> region.store.details().containsKey("lastCommit"));
    region.put("late", "value");
    full = true;
    region.close();
    full = false;
    try (TestRegion again = open()) {
      assertThat(again.number("corruptions")).isZero();
      again.put("key", "value");
    }
  }

  @Test
  void whatCannotBeReadIsNoDamage() {
    try (TestRegion region = open()) {
      for (int i = 0; i < 5_000; i++) {
        region.put("key-" + i, 1_000);
      }
      await().until(() -> region.store.details().containsKey("lastCommit"));
      region.store.compareAndSet(bytes("other"), null, region.entry("key-1"));
    }
    try (TestRegion region = open()) {
      unreadable = true;
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 5_000; i++) {
                  region.value("key-" + i);
                }
              })
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("Input/output error");
      unreadable = false;
      await().until(() -> region.detail("state").equals("in service"));
      assertThat(region.entry("key-4321").value()).hasSize(1_000);
      assertThat(region.number("corruptions")).isZero();
    }
  }

  @Test
  void aChangeThatNobodyWritesBringsNothingBack() throws Exception {
    CountDownLatch changing = new CountDownLatch(1);
    try (TestRegion region = open()) {
      region.put("key", "old");
      region.store.clear();
      region.put("key", "old");
      region.store.invalidate(List.of("none")); // commits
      Thread writer = new Thread(() -> region.put("key", "new"), "writer");
      region.onJudging =
          () -> {
            if (Thread.currentThread() == writer) {
              changing.countDown();
              awaitUninterruptibly(goOn);
            }
          };
      writer.start();
      changing.await(); // in the file as it is now
      full = true;
      region.put("other", "value");
      await().until(() -> !region.failures.isEmpty());
      full = false;
      await().until(() -> region.detail("state").equals("in service"));
      assertThat(region.value("key")).isEqualTo("old");
      goOn.countDown(); // the change is made, in what nobody reads any more
      writer.join();
      assertThat(region.value("key")).isNotEqualTo("old");
    }
  }

  @Test
  void anErrorDoesNotEndWhatTriesAgain() {
    try (TestRegion region = open()) {
      full = true;
      region.put("key", "value");
      broken = true;
      await().until(() -> errors.get() > 1);
      assertThat(region.detail("state")).asString().contains("broken");
      full = false;
      broken = false;
      await().until(() -> region.detail("state").equals("in service"));
      region.put("key", "value");
      assertThat(region.value("key")).isEqualTo("value");
    }
  }

  @Test
  void aDiskThatStaysFullIsTriedLessAndLessOftenAndToldWithTheRemedy() {
    List<LogRecord> told = new CopyOnWriteArrayList<>();
    Logger logger = Logger.getLogger(RegionFile.class.getName());
    logger.setFilter(
        message -> {
          told.add(message);
          return false;
        });
    try (TestRegion region = open()) {
      full = true;
      region.put("key", "value");
      // 0.1 + 0.2 + 0.4 + 0.8 seconds, and not 0.1 each time.
      long start = System.nanoTime();
      await().until(() -> region.failures.size() >= 5);
      assertThat(System.nanoTime() - start).isGreaterThan(1_400_000_000L);
      assertThat(region.failures.peek())
          .hasMessageContaining("No space left on device. Make room on the disk.");
      assertThat(told).noneMatch(message -> message.getLevel().intValue() > INFO.intValue());
      full = false;
      await().until(() -> region.detail("state").equals("in service"));
      region.put("key", "value");
      await()
          .until(() -> told.stream().anyMatch(message -> message.getMessage().contains("again")));
    } finally {
      logger.setFilter(null);
    }
  }

  @Test
  void aDiskThatHangsIsTold() {
    try (TestRegion region = open()) {
      hanging = true;
      region.put("key", "value");
      await().until(() -> region.detail("state").toString().startsWith("late"));
      assertThat(region.store.status().isInService()).isFalse();
      goOn.countDown();
      await().until(() -> region.detail("state").equals("in service"));
      assertThat(region.store.status().isInService()).isTrue();
    }
  }

  @Test
  void aWalkPassesOverNothingWhileTheFileIsOpenedAgain() throws Exception {
    try (TestRegion region = open()) {
      for (int i = 0; i < 500; i++) {
        region.put("key-" + i, 500);
      }
    }
    try (TestRegion region = open()) {
      List<String> found = new ArrayList<>();
      Thread walker =
          new Thread(
              () -> {
                try (ByteCursor cursor = region.store.scan()) {
                  while (cursor.advance()) {
                    found.add(new String(cursor.key(), StandardCharsets.UTF_8));
                  }
                }
              },
              "walker");
      halting = walker;
      walker.start();
      halted.await(); // in the midst of a batch
      full = true;
      region.remove("key-77");
      await().until(() -> !region.failures.isEmpty());
      full = false;
      await().until(() -> region.detail("state").equals("in service"));
      goOn.countDown();
      walker.join();
      assertThat(found).hasSize(499).doesNotHaveDuplicates();
    }
  }

  @Test
  void aFileThatAnotherProcessHasMadeInItsPlaceIsNotOpened() throws IOException {
    try (TestRegion region = open()) {
      region.put("key", "value");
      await().until(() -> region.store.details().containsKey("lastCommit"));
      Path lock = dir.resolve("region.lock");
      Files.delete(lock);
      Files.delete(dir.resolve("region.store"));
      try (RandomAccessFile other = new RandomAccessFile(lock.toFile(), "rw");
          FileLock taken = other.getChannel().lock(FileLockGuard.LOCK_POSITION, 1, false)) {
        assertThat(taken.isValid()).isTrue();
        full = true;
        region.put("other", "value");
        await().until(() -> !region.failures.isEmpty());
        full = false;
        await().until(() -> region.detail("state").toString().contains("in use"));
        assertThat(dir.resolve("region.store")).doesNotExist();
      }
      await().until(() -> region.detail("state").equals("in service"));
      region.put("key", "value");
      assertThat(region.value("key")).isEqualTo("value");
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatWasGivenUpIsNotCommitted() {
    FileSettings settings = FileSettings.of("test", Map.of("dir", dir.toString(), "reserve", 0));
    StoreListener listener =
        new StoreListener() {
          @Override
          public void evicted() {}
        };
    RegionFile file =
        new RegionFile("region", "", new FileResources("test", settings, Failing::new), listener);
    Session session = file.session();
    file.commit(session);
    int hash = FileKey.hash(bytes("key"));
    file.state().uncommittedKeys().add(hash);
    session.abandon();
    assertThatThrownBy(() -> file.commit(session)).hasMessageContaining("abandoned");
    assertThat(file.state().uncommittedKeys().contains(hash)).isTrue();
    file.close(last -> {});
  }
}
