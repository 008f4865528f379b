/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

/** What an operation finds at "key". */
enum Found {
  NOTHING,
  ALIVE,
  DEAD
}
