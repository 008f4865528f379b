/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.ThreadParams;

/** A thread's place in the sequence of keys. */
@State(Scope.Thread)
public class Cursor {
  private Object[] keySequence;
  private Object[] values;
  private int index;

  @Setup
  public void setup(Workload workload, ThreadParams thread) {
    keySequence = workload.keySequence();
    values = workload.values();
    index = thread.getThreadIndex() * (Workload.SEQUENCE_LENGTH / thread.getThreadCount());
  }

  /** Moves on, and returns the next key. */
  Object nextKey() {
    return keySequence[++index & (Workload.SEQUENCE_LENGTH - 1)];
  }

  /** Returns a value for the key: each round of the sequence another, so that a put is a change. */
  Object value() {
    return values[(index + index / Workload.SEQUENCE_LENGTH) & (Workload.ENTRIES - 1)];
  }

  /**
   * Returns whether the mix puts the key instead of getting it, which it does every fourth time.
   */
  boolean isPut() {
    return (index & 3) == 0;
  }
}
