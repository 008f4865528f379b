/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import uno.jcache.UnoCacheManager;
import uno.jcache.http.Shape.Field;
import uno.jcache.http.Shape.Kind;

/** What is wrong with the manager, and what to do about it. */
final class DoctorResource {
  private static final Shape FINDINGS =
      Shape.of(
          "Findings",
          Field.of(
                  "findings",
                  Kind.OBJECTS,
                  "The worst first; each with severity (error or warning), what, seen, todo, docs")
              .required());

  private final UnoCacheManager manager;

  DoctorResource(UnoCacheManager manager) {
    this.manager = manager;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/api/cache/doctor", "Says what is wrong, how it was seen, and what to do")
            .answers(200, FINDINGS)
            .by(call -> Map.of("findings", shown(Doctor.examine(manager)))));
  }

  private static List<Map<String, Object>> shown(List<Finding> findings) {
    List<Map<String, Object>> shown = new ArrayList<>();
    for (Finding finding : findings) {
      Map<String, Object> each = new LinkedHashMap<>();
      each.put("severity", finding.severity().name().toLowerCase(Locale.ROOT));
      each.put("what", finding.what());
      each.put("seen", finding.seen());
      each.put("todo", finding.todo());
      each.put("docs", finding.docs());
      shown.add(each);
    }
    return shown;
  }
}
