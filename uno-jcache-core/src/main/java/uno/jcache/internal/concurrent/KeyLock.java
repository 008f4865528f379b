/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.concurrent;

import java.util.ArrayDeque;
import java.util.Queue;

/** The lock of one key, and what its owner is doing with it. Only the owner calls these methods. */
public final class KeyLock extends Claim {
  private final Queue<Runnable> effects = new ArrayDeque<>();
  private int entered = 1;
  private boolean deciding;
  private boolean performing;

  KeyLock() {}

  void enterAgain() {
    entered++;
  }

  boolean leave() {
    return --entered == 0;
  }

  boolean isDeciding() {
    return deciding;
  }

  /**
   * Says whether a decision over the key is being made, in which user code may run.
   *
   * @return what was said before
   */
  public boolean setDeciding(boolean deciding) {
    boolean before = this.deciding;
    this.deciding = deciding;
    return before;
  }

  /**
   * Performs the effects of an operation. Where they are the doing of a listener that is being told
   * of an earlier change of the same key, they come after all that follows from the earlier one.
   */
  public void perform(Runnable effect) {
    effects.add(effect);
    if (performing) {
      return;
    }
    performing = true;
    Failures failures = new Failures();
    try {
      for (Runnable next = effects.poll(); next != null; next = effects.poll()) {
        failures.run(next);
      }
    } finally {
      performing = false;
    }
    failures.throwIfAny();
  }
}
