/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import uno.jcache.UnoCacheManager;
import uno.jcache.http.Shape.Field;
import uno.jcache.http.Shape.Kind;
import uno.jcache.region.CacheRegions;
import uno.jcache.rule.InvalidationRule;
import uno.jcache.rule.InvalidationStrategy;
import uno.jcache.rule.InvalidationStrategy.Composite;
import uno.jcache.rule.InvalidationStrategy.EventBased;
import uno.jcache.rule.InvalidationStrategy.PatternBased;
import uno.jcache.rule.InvalidationStrategy.TimeBased;
import uno.jcache.rule.RuleExplanation;

/** The invalidation rules. The id of one is its name. */
final class RuleResource {
  private static final Shape RULE =
      Shape.of(
          "Rule",
          Field.of("id", Kind.TEXT, "The same as the name").required(),
          Field.of("name", Kind.TEXT, "A name of its own").required(),
          Field.of(
                  "strategy_type", Kind.TEXT, "time_based, event_based, pattern_based or composite")
              .required(),
          Field.of("pattern", Kind.TEXT, "The glob of the keys it touches"),
          Field.of("ttl", Kind.NUMBER, "How long such items live, in seconds"),
          Field.of("events", Kind.TEXTS, "The events that invalidate such items"),
          Field.of("is_active", Kind.FLAG, "Whether it is applied"),
          Field.of("configuration", Kind.OBJECT, "patterns, regions, jitter and on_change"),
          Field.of("created_at", Kind.TIME, "When it was created"));
  private static final Shape EXPLANATION =
      Shape.of(
          "Explanation",
          Field.of("name", Kind.TEXT, "The rule").required(),
          Field.of("applies", Kind.FLAG, "Whether it touches the key").required(),
          Field.of("reasons", Kind.TEXTS, "Why, in sentences").required());
  private static final Shape CHANGE =
      RULE.some(
          "RuleChange",
          "name",
          "strategy_type",
          "pattern",
          "ttl",
          "events",
          "is_active",
          "configuration");
  private static final Shape NEW =
      new Shape("NewRule", CHANGE.fields()).requiring("name", "strategy_type");
  private static final String SECTION = "rules";
  private static final String PATH = "/api/cache/rules";

  private final UnoCacheManager manager;
  private final Definitions definitions;

  RuleResource(UnoCacheManager manager, Definitions definitions) {
    this.manager = manager;
    this.definitions = definitions;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(PATH, "Lists the rules")
            .query("strategy_type", "Only rules of this type")
            .answersList(RULE)
            .by(call -> list(call.query("strategy_type"))),
        Endpoint.post(PATH, "Creates a rule")
            .takes(NEW)
            .answers(201, RULE)
            .by(call -> create(call.fields())),
        Endpoint.get(PATH + "/by-name/<name>", "Shows a rule")
            .answers(200, RULE)
            .by(call -> shown(existing(call.rest()))),
        Endpoint.get(PATH + "/match/<key>", "Lists the rules that touch a key")
            .answersList(RULE)
            .by(call -> shown(manager.rules().matching(call.rest()))),
        Endpoint.get(PATH + "/explain/<key>", "Says of each rule whether it touches a key, and why")
            .region()
            .answersList(EXPLANATION)
            .by(call -> explain(call.region(), call.rest())),
        Endpoint.get(PATH + "/{id}", "Shows a rule")
            .answers(200, RULE)
            .by(call -> shown(existing(call.id()))),
        Endpoint.put(PATH + "/{id}", "Changes a rule")
            .takes(CHANGE)
            .answers(200, RULE)
            .by(call -> update(call.id(), call.fields())),
        Endpoint.delete(PATH + "/{id}", "Deletes a rule").doing(call -> delete(call.id())),
        Endpoint.post(PATH + "/{id}/activate", "Lets a rule be applied again")
            .answers(200, RULE)
            .by(call -> setActive(call.id(), true)),
        Endpoint.post(PATH + "/{id}/deactivate", "Lets a rule be applied no more")
            .answers(200, RULE)
            .by(call -> setActive(call.id(), false)));
  }

  private InvalidationRule existing(String id) {
    return manager
        .rules()
        .byName(id)
        .orElseThrow(() -> ApiException.notFound("Rule '" + id + "' not found"));
  }

  private List<Map<String, @Nullable Object>> list(@Nullable String type) {
    return shown(
        (type == null)
            ? manager.rules().list()
            : manager.rules().byStrategy(RegionResource.strategy("strategy_type", type)));
  }

  private List<Map<String, Object>> explain(@Nullable String region, String key) {
    String name = (region == null) ? CacheRegions.DEFAULT : region;
    List<Map<String, Object>> shown = new ArrayList<>();
    for (RuleExplanation explained : manager.rules().explain(name, key)) {
      Map<String, Object> each = new LinkedHashMap<>();
      each.put("name", explained.rule().name());
      each.put("applies", explained.applies());
      each.put("reasons", explained.reasons());
      shown.add(each);
    }
    return shown;
  }

  private Map<String, @Nullable Object> create(Fields fields) {
    String name = fields.requiredText("name");
    Definition definition = new Definition();
    definition.merge(fields);
    if (manager.rules().byName(name).isPresent()) {
      throw ApiException.of(409, "Rule '" + name + "' already exists");
    }
    InvalidationRule rule =
        definition
            .rule(name, fields.requiredText("strategy_type"))
            .withActive(fields.flag("is_active").orElse(true));
    InvalidationRule created = manager.rules().create(rule);
    definitions.define(SECTION, name, Definition.of(created).settings(created.active()));
    return shown(created);
  }

  private Map<String, @Nullable Object> update(String id, Fields fields) {
    InvalidationRule before = existing(id);
    fields.requireSame("name", id, "rule");
    Definition definition = Definition.of(before);
    definition.merge(fields);
    String type = fields.text("strategy_type").orElse(lowerCase(before.strategy()));
    InvalidationRule rule =
        definition.rule(id, type).withActive(fields.flag("is_active").orElse(before.active()));
    InvalidationRule after = manager.rules().update(rule);
    definitions.define(SECTION, id, Definition.of(after).settings(after.active()));
    return shown(after);
  }

  private Map<String, @Nullable Object> setActive(String id, boolean active) {
    existing(id);
    InvalidationRule after = active ? manager.rules().activate(id) : manager.rules().deactivate(id);
    definitions.define(SECTION, id, Definition.of(after).settings(active));
    return shown(after);
  }

  private void delete(String id) {
    manager.rules().delete(existing(id).name());
    definitions.remove(SECTION, id);
  }

  private static String lowerCase(InvalidationStrategy strategy) {
    return strategy.type().name().toLowerCase(Locale.ROOT);
  }

  private static List<Map<String, @Nullable Object>> shown(List<InvalidationRule> rules) {
    return rules.stream().map(RuleResource::shown).toList();
  }

  private static Map<String, @Nullable Object> shown(InvalidationRule rule) {
    Definition definition = Definition.of(rule);
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("id", rule.name());
    shown.put("name", rule.name());
    shown.put("strategy_type", lowerCase(rule.strategy()));
    shown.put("pattern", definition.patterns.isEmpty() ? null : definition.patterns.get(0));
    shown.put("ttl", (definition.ttl == null) ? null : RegionResource.seconds(definition.ttl));
    shown.put("events", List.copyOf(definition.events));
    shown.put("is_active", rule.active());
    shown.put("configuration", definition.configuration());
    shown.put("created_at", rule.createdAt().toString());
    return shown;
  }

  /** What a rule says, in the terms of the API. */
  private static final class Definition {
    private List<String> patterns = List.of();
    private @Nullable Duration ttl;
    private Set<String> events = Set.of();
    private Set<String> regions = Set.of("*");
    private double jitter;
    private @Nullable String onChangeOf;

    static Definition of(InvalidationRule rule) {
      Definition definition = new Definition();
      definition.regions = rule.regions();
      definition.add(rule.strategy());
      return definition;
    }

    private void add(InvalidationStrategy strategy) {
      if (strategy instanceof TimeBased timed) {
        patterns = List.of(timed.pattern());
        ttl = timed.timeToLive();
        jitter = timed.jitter();
      } else if (strategy instanceof EventBased event) {
        patterns = event.patterns();
        events = new TreeSet<>(event.events());
      } else if (strategy instanceof PatternBased pattern) {
        patterns = pattern.patterns();
        onChangeOf = pattern.onChangeOf();
      } else if (strategy instanceof Composite composite) {
        composite.strategies().forEach(this::add);
      }
    }

    void merge(Fields fields) {
      fields.text("pattern").ifPresent(pattern -> patterns = List.of(pattern));
      fields.seconds("ttl").ifPresent(time -> ttl = time);
      fields.texts("events").ifPresent(names -> events = new LinkedHashSet<>(names));
      Fields more =
          Fields.of(
              Json.shown(fields.object("configuration")),
              List.of("patterns", "regions", "jitter", "on_change"));
      more.texts("patterns").ifPresent(all -> patterns = all);
      more.texts("regions").ifPresent(names -> regions = Set.copyOf(names));
      more.part("jitter").ifPresent(part -> jitter = part);
      more.text("on_change").ifPresent(key -> onChangeOf = key);
    }

    InvalidationRule rule(String name, String type) {
      List<InvalidationStrategy> strategies =
          switch (RegionResource.strategy("strategy_type", type)) {
            case TIME_BASED -> List.of(timeBased());
            case EVENT_BASED -> List.of(eventBased());
            case PATTERN_BASED -> List.of(patternBased());
            case COMPOSITE -> all();
          };
      InvalidationStrategy strategy =
          type.equals("composite") ? new Composite(strategies) : strategies.get(0);
      return InvalidationRule.of(name, strategy).withRegions(regions.toArray(String[]::new));
    }

    private List<InvalidationStrategy> all() {
      List<InvalidationStrategy> all = new ArrayList<>();
      if (ttl != null) {
        all.add(timeBased());
      }
      if (!events.isEmpty()) {
        all.add(eventBased());
      }
      if (onChangeOf != null || all.isEmpty()) {
        all.add(patternBased());
      }
      return all;
    }

    private InvalidationStrategy timeBased() {
      if (ttl == null) {
        throw ApiException.invalid("'ttl' is missing; a time_based rule needs it");
      }
      return new TimeBased(patterns.isEmpty() ? "*" : patterns.get(0), ttl, jitter);
    }

    private InvalidationStrategy eventBased() {
      if (events.isEmpty()) {
        throw ApiException.invalid("'events' is missing; an event_based rule needs at least one");
      }
      return new EventBased(events, patterns.isEmpty() ? List.of("*") : patterns);
    }

    private InvalidationStrategy patternBased() {
      if (patterns.isEmpty()) {
        throw ApiException.invalid("'pattern' is missing; a pattern_based rule needs it");
      }
      return new PatternBased(patterns, onChangeOf);
    }

    /** Returns the same in the notation of the configuration file. */
    Map<String, Object> settings(boolean active) {
      Map<String, Object> settings = new LinkedHashMap<>();
      if (ttl != null) {
        settings.put("pattern", patterns.isEmpty() ? "*" : patterns.get(0));
        settings.put("ttl", ttl.toMillis() + "ms");
        settings.put("jitter", jitter);
      }
      if (!events.isEmpty()) {
        settings.put("on-event", List.copyOf(events));
      }
      if (onChangeOf != null) {
        settings.put("on-change", onChangeOf);
      }
      if (!patterns.isEmpty() && (ttl == null || !events.isEmpty() || onChangeOf != null)) {
        settings.put("invalidate", patterns);
      }
      settings.put("regions", List.copyOf(new TreeSet<>(regions)));
      settings.put("active", active);
      return settings;
    }

    Map<String, Object> configuration() {
      Map<String, Object> more = new LinkedHashMap<>();
      if (patterns.size() > 1) {
        more.put("patterns", patterns);
      }
      if (!regions.equals(Set.of("*"))) {
        more.put("regions", new TreeSet<>(regions));
      }
      if (jitter != 0) {
        more.put("jitter", jitter);
      }
      if (onChangeOf != null) {
        more.put("on_change", onChangeOf);
      }
      return more;
    }
  }
}
