/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.endurance;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import uno.jcache.servers.FaultyProxy;
import uno.jcache.servers.ServerProcess;

/**
 * Something that goes wrong for a while.
 *
 * @param name for the table
 * @param action lets it go wrong, and ends it
 */
public record Fault(String name, Action action) {
  /** What goes wrong. */
  @FunctionalInterface
  public interface Action {
    /** Lets it go wrong, and ends it. */
    void run(SplittableRandom random) throws IOException, InterruptedException;
  }

  /** Waits for as long as a fault lasts. */
  public static void last(long millis) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(millis);
  }

  /** A server stands still. */
  public static Fault stopped(ServerProcess server) {
    return new Fault(
        "Server stopped",
        random -> {
          server.pauseServer();
          last(20 + random.nextLong(1_500));
          server.continueServer();
        });
  }

  /** A server is killed, and starts with nothing in it. */
  public static Fault killed(ServerProcess server) {
    return new Fault(
        "Server killed",
        random -> {
          server.kill();
          last(random.nextLong(800));
          server.restart();
        });
  }

  /** The connections of a network are cut. */
  public static Fault cut(FaultyProxy network) {
    return new Fault("Connections cut", random -> network.cut());
  }

  /**
   * A network holds what is sent, and delivers it later.
   *
   * @param change what a command that changes something contains
   */
  public static Fault held(FaultyProxy network, String change) {
    return new Fault(
        "Sent held and delivered later",
        random -> {
          switch (random.nextInt(3)) {
            case 0 -> network.holdAll();
            case 1 -> network.holdExisting();
            default -> network.holdWhenSent(change); // while reads are answered
          }
          last(20 + random.nextLong(1_500));
          network.release();
        });
  }

  /** A network swallows what is sent. */
  public static Fault swallowed(FaultyProxy network) {
    return new Fault(
        "Sent swallowed",
        random -> {
          if (random.nextInt(3) == 0) {
            network.swallowAll();
          } else {
            network.swallowExisting();
          }
          last(20 + random.nextLong(1_500));
          network.release();
        });
  }

  /** A network delays what is sent. */
  public static Fault delayed(FaultyProxy network) {
    return new Fault(
        "Sent delayed",
        random -> {
          network.delay(1 + random.nextLong(300));
          last(20 + random.nextLong(1_000));
          network.release();
        });
  }

  /** A network refuses connections. */
  public static Fault refused(FaultyProxy network) {
    return new Fault(
        "Connections refused",
        random -> {
          network.refuse();
          last(random.nextLong(800));
          network.release();
        });
  }
}
