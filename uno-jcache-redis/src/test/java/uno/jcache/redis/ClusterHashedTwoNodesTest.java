/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import org.junit.jupiter.api.Tag;

/** With hashes in the place of keys. */
@Tag("slow")
@Tag("variant")
class ClusterHashedTwoNodesTest extends ClusterTwoNodesTest {
  @Override
  boolean hashesKeys() {
    return true;
  }
}
