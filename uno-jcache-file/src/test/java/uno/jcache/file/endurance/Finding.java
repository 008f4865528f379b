/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file.endurance;

/**
 * What was found, beside what is demanded.
 *
 * @param what was done
 * @param found what came of it
 * @param bar what was to come of it
 * @param met whether it did
 */
public record Finding(String what, String found, String bar, boolean met) {
  @Override
  public String toString() {
    return "| " + what + " | " + found + " | " + bar + " | " + (met ? "yes" : "**no**") + " |";
  }
}
