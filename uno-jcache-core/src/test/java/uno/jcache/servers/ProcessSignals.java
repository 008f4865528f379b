/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.servers;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Lets other processes stand still and go on.
 *
 * <p>The kernel stops a process some time after {@code kill -STOP} has returned, and its threads
 * one after the other. A thread that still runs would answer what a test sends to a server that
 * must not answer, so {@link #stop} waits for all of them.
 */
public final class ProcessSignals {
  private ProcessSignals() {}

  /** Lets it stand still. When this returns, all of its threads do, or the process has ended. */
  public static void stop(Process process) {
    if (send("STOP", process)) {
      await().until(() -> isStopped(process));
    }
  }

  /** Lets it go on. Returns whether the process was still there. */
  public static boolean resume(Process process) {
    return send("CONT", process);
  }

  private static boolean send(String signal, Process process) {
    try {
      return new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isStopped(Process process) throws IOException {
    if (!process.isAlive()) {
      return true;
    }
    try (Stream<Path> threads = Files.list(Path.of("/proc", process.pid() + "", "task"))) {
      return threads.allMatch(ProcessSignals::isStopped);
    } catch (NoSuchFileException e) {
      return !process.isAlive() || !Files.exists(Path.of("/proc/self"));
    }
  }

  /** Reads the thread's state, the word after the last parenthesis (proc_pid_stat(5)). */
  private static boolean isStopped(Path thread) {
    try {
      String stat = Files.readString(thread.resolve("stat"));
      return "TZX".indexOf(stat.charAt(stat.lastIndexOf(')') + 2)) >= 0;
    } catch (IOException e) {
      return true; // the thread has ended
    }
  }
}
