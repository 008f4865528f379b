/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.concurrent;

import java.util.ArrayDeque;
import java.util.Queue;

/** The lock of one key, and the state of its owner. Only the owner calls these methods. */
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
   * Sets whether the owner is making a decision about the key, which may run user code.
   *
   * @return the previous value
   */
  public boolean setDeciding(boolean deciding) {
    boolean before = this.deciding;
    this.deciding = deciding;
    return before;
  }

  /**
   * Performs the effects of an operation. If a listener has caused them while it is notified of an
   * earlier change of the same key, they follow all effects of the earlier change.
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
