/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands until a test moves it. */
public final class MovedClock implements InstantSource {
  private final AtomicLong now = new AtomicLong(1_000_000);

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(now.get());
  }

  @Override
  public long millis() {
    return now.get();
  }

  public void advance(long millis) {
    now.addAndGet(millis);
  }
}
