/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import java.util.Map;

/** A {@link ByteStore} that describes itself. */
public interface Inspectable {
  /** Returns facts for operators, such as how many bytes the store takes, by their names. */
  Map<String, Object> details();
}
