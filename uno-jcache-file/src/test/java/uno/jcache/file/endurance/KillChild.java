/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file.endurance;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Changes a region until it is killed, and says so, change by change. */
public final class KillChild {
  private static final int CHANGES_PER_REST = 4_000;
  private static final long REST_MILLIS = 3_000;

  private KillChild() {}

  /** What it does. */
  enum Mode {
    /** As fast as it can. */
    WRITE(5_000, 200),
    /** A change each millisecond. */
    TRICKLE(5_000, 200),
    /** Each removal is committed. */
    REMOVE(Integer.MAX_VALUE, 200),
    /** So much that the file is compacted all the time. */
    COMPACT(1_000, 8_000),
    /** Changes much, then nothing for as long as it takes to give back the space. */
    REST(1_000, 8_000),
    /** Opens, changes a little, closes. */
    CLOSE(500, 1_000);

    private final int keys;
    private final int length;

    Mode(int keys, int length) {
      this.keys = keys;
      this.length = length;
    }

    int keys() {
      return keys;
    }

    String key(long number) {
      return name() + number % keys;
    }

    boolean isKey(String key) {
      return key.startsWith(name());
    }

    /** Returns for how many milliseconds at most it is left alive. */
    long longestLife() {
      return (this == REST) ? 2 * REST_MILLIS + 1_000 : 1_500;
    }

    /** Returns whether changes are made one after the other in one session. */
    boolean isOrdered() {
      return this != CLOSE;
    }
  }

  /** Runs in the directory, in the mode, from the number on that the arguments name. */
  public static void main(String... arguments) {
    Path dir = Path.of(arguments[0]);
    Mode mode = Mode.valueOf(arguments[1]);
    long number = Long.parseLong(arguments[2]);
    Map<String, ?> settings = Map.of("sync-removals", mode == Mode.REMOVE);
    if (mode == Mode.CLOSE) {
      while (true) {
        try (Region region = new Region(dir, settings)) {
          for (int i = 0; i < 50; i++) {
            change(region, mode, number);
            acknowledge(number++);
          }
        }
      }
    }
    try (Region region = new Region(dir, settings)) {
      while (true) {
        change(region, mode, number);
        if (mode != Mode.WRITE || number % 50 == 0) {
          acknowledge(number);
        }
        number++;
      }
    }
  }

  private static void change(Region region, Mode mode, long number) {
    region.put(mode.key(number), number, mode.length);
    if (mode == Mode.REMOVE) {
      region.remove(mode.key(number));
    } else if (mode == Mode.TRICKLE) {
      LockSupport.parkNanos(1_000_000);
    } else if (mode == Mode.REST && number % CHANGES_PER_REST == 0) {
      LockSupport.parkNanos(REST_MILLIS * 1_000_000);
    }
  }

  @SuppressWarnings("SystemOut") // how it talks
  private static void acknowledge(long number) {
    System.out.println(number + " " + System.currentTimeMillis());
    System.out.flush();
  }
}
