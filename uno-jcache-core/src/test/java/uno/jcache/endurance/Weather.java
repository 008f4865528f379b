/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.endurance;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import uno.jcache.servers.FaultyProxy;

/**
 * What goes wrong in a round: at random one of some faults, again and again.
 *
 * @param name for the log
 * @param losses what may be lost that was stored
 * @param faults empty if nothing goes wrong
 */
public record Weather(String name, Losses losses, List<Fault> faults) {
  /** What servers may lose in a round. */
  public enum Losses {
    /** Nothing. */
    NONE,
    /** Entries, of which near caches notice it. */
    NOTICED,
    /** Entries, of which near caches do not notice it. */
    UNNOTICED
  }

  /** Returns one in which nothing is lost. */
  public static Weather of(String name, Collection<Fault> faults) {
    return new Weather(name, Losses.NONE, List.copyOf(faults));
  }

  /** Returns one for each thing that networks do. */
  static List<Weather> ofNetworks(List<FaultyProxy> networks, String change) {
    return List.of(
        of("network held", each(networks, network -> Fault.held(network, change))),
        of("network swallowed", each(networks, Fault::swallowed)),
        of("network delayed", each(networks, Fault::delayed)),
        of("network refused", each(networks, Fault::refused)));
  }

  /** Returns one fault for each of some servers or networks. */
  public static <T> List<Fault> each(Collection<T> of, Function<T, Fault> fault) {
    return of.stream().map(fault).toList();
  }

  /** Returns all of several lists. */
  public static List<Fault> oneOf(List<Fault> some, List<Fault> others) {
    List<Fault> all = new ArrayList<>(some);
    all.addAll(others);
    return all;
  }

  Fault next(SplittableRandom random) {
    return faults.get(random.nextInt(faults.size()));
  }
}
