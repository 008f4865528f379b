/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

/** With hashes in the place of keys. */
class HashedTwoNodesTest extends TwoNodesTest {
  @Override
  boolean hashesKeys() {
    return true;
  }
}
