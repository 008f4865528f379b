/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.examples.replay;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The keys that a program asked for, in order. Used by one thread at a time. */
interface KeySource extends Closeable {
  /** Returns the next key, or null after the last. */
  @Nullable String next() throws IOException;

  /** Says in a few words which keys these are. */
  String description();
}
