/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.tests;

import uno.jcache.architecture.JarContract;

/** Runs in the phase {@code verify}. */
class PublishedJars extends JarContract {
  @Override
  protected int jarCount() {
    return 3; // others need none of its tests
  }
}
