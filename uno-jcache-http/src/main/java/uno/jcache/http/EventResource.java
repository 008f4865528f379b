/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import java.util.List;
import uno.jcache.UnoCacheManager;
import uno.jcache.http.Shape.Field;
import uno.jcache.http.Shape.Kind;

/** Publishes events, by which rules invalidate items. */
final class EventResource {
  private static final Shape EVENT =
      Shape.of(
          "Event",
          Field.of("event", Kind.TEXT, "The name of the event").required(),
          Field.of("payload", Kind.OBJECT, "What placeholders of patterns stand for"));

  private final UnoCacheManager manager;

  EventResource(UnoCacheManager manager) {
    this.manager = manager;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post("/api/cache/events", "Publishes an event, which invalidates by rules")
            .takes(EVENT)
            .answers(200, ItemResource.INVALIDATED)
            .by(call -> ItemResource.invalidated(publish(call.fields()))));
  }

  private long publish(Fields fields) {
    return manager.events().publish(fields.requiredText("event"), fields.object("payload"));
  }
}
