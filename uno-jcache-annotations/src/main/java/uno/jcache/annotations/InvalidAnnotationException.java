/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations;

import javax.cache.CacheException;

/** An annotation does not make sense where it stands. The message names class and method. */
public final class InvalidAnnotationException extends CacheException {
  private static final long serialVersionUID = 1;

  /** Creates an exception. */
  public InvalidAnnotationException(String message) {
    super(message);
  }
}
