/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.architecture;

/** Runs in the phase {@code verify}. */
class PublishedJars extends JarContract {}
