/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.config;

import static java.util.Objects.requireNonNull;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import uno.jcache.CacheLevel;
import uno.jcache.configuration.CachingSettings;
import uno.jcache.internal.rule.RuleBook;
import uno.jcache.internal.store.ProviderType;
import uno.jcache.internal.support.Glob;
import uno.jcache.internal.support.Nearest;
import uno.jcache.rule.InvalidationRule;
import uno.jcache.spi.Shared;

/** Parses a configuration, and reports all of its problems. */
final class ConfigurationReader {
  private static final String DEFAULTS = "defaults";
  private static final String MONITORING = "monitoring";
  private static final String PROVIDERS = "providers";
  private static final String REGIONS = "regions";
  private static final String RULES = "rules";

  private static final Set<String> SECTIONS =
      Set.of(DEFAULTS, MONITORING, PROVIDERS, REGIONS, RULES);

  private final ClassLoader loader;
  private final Map<String, ProviderType> types;
  private final Problems problems;

  ConfigurationReader(ClassLoader loader, Map<String, ProviderType> types, Problems problems) {
    this.loader = loader;
    this.types = types;
    this.problems = problems;
  }

  /** Parses the configuration. The result is valid only if no problem was found. */
  ManagerConfiguration read(Config config) {
    Section root = section(config.root(), ConfigurationSource.ROOT, List.of());
    CachingSettings whole = ManagerKeys.settings(settings(root, ManagerKeys.ALL, SECTIONS, ""));
    Map<String, ManagerConfiguration.Provider> providers = providers(child(root, PROVIDERS));
    Settings defaults = region(child(root, DEFAULTS), providers);
    Map<String, Settings> regions = new HashMap<>();
    List<ManagerConfiguration.Template> templates = new ArrayList<>();
    forEach(
        child(root, REGIONS),
        (name, section) -> {
          Settings settings = region(section, providers);
          String provider = settings.or(defaults).get(RegionKeys.PROVIDER, "memory");
          requireBounded(section, settings, providers.get(provider));
          if (Glob.isPattern(name)) {
            Glob names = glob(name, section);
            if (names != null) {
              templates.add(new ManagerConfiguration.Template(names, settings));
            }
          } else {
            requireTimeToLive(section, settings, defaults);
            regions.put(name, settings);
          }
        });
    return new ManagerConfiguration(
        defaults,
        regions,
        templates,
        types,
        providers,
        rules(child(root, RULES)),
        MonitoringKeys.isEnabled(settings(child(root, MONITORING), MonitoringKeys.ALL)),
        whole);
  }

  /**
   * A section of the configuration, in braces.
   *
   * @param object null if the section is absent
   * @param path the keys that lead to it
   */
  private record Section(@Nullable ConfigObject object, List<String> path) {
    Set<Map.Entry<String, ConfigValue>> entries() {
      return (object == null) ? Set.of() : new TreeMap<>(object).entrySet();
    }

    String key(String key) {
      return ConfigUtil.joinPath(with(path, key));
    }
  }

  private Section child(Section parent, String key) {
    return section(parent.object(), key, parent.path());
  }

  private Section section(@Nullable ConfigObject parent, String key, List<String> parentPath) {
    List<String> path = with(parentPath, key);
    ConfigValue value = (parent == null) ? null : parent.get(key);
    if (value == null || value.valueType() == ConfigValueType.NULL) {
      return new Section(null, path);
    } else if (value instanceof ConfigObject object) {
      return new Section(object, path);
    }
    problems.add(
        value.origin(),
        ConfigUtil.joinPath(path),
        "must be a section: " + key + " { ... }, but is " + shown(value));
    return new Section(null, path);
  }

  private void forEach(Section parent, BiConsumer<String, Section> action) {
    for (Map.Entry<String, ConfigValue> entry : parent.entries()) {
      // A null removes the value of another file.
      if (entry.getValue().valueType() != ConfigValueType.NULL) {
        action.accept(entry.getKey(), child(parent, entry.getKey()));
      }
    }
  }

  private Map<String, ManagerConfiguration.Provider> providers(Section section) {
    Map<String, ManagerConfiguration.Provider> providers = new HashMap<>();
    // Each type is a provider under its own name.
    types.forEach(
        (name, type) ->
            providers.put(name, new ManagerConfiguration.Provider(type, Map.of(), false)));
    forEach(
        section,
        (name, provider) -> {
          if (provider.object() == null) {
            return;
          }
          // The type checks the other keys.
          ConfigObject own = provider.object().withOnlyKey(ProviderKeys.TYPE.name());
          Settings settings = settings(new Section(own, provider.path()), ProviderKeys.ALL);
          String type = settings.get(ProviderKeys.TYPE);
          ProviderType found = (type == null) ? null : types.get(type);
          if (found != null) {
            Map<String, Object> rest = rest(provider.object());
            int before = problems.count();
            requireKnown(provider, found.settings());
            if (problems.count() == before) {
              check(found, name, rest, provider);
            }
            providers.put(name, new ManagerConfiguration.Provider(found, rest, true));
          } else if (type != null) {
            problem(
                provider,
                ProviderKeys.TYPE,
                "unknown provider type '" + type + "'; " + Nearest.hint(type, types.keySet()));
          } else if (!says(provider, ProviderKeys.TYPE)) {
            problems.add(
                provider.object().origin(),
                provider.key(ProviderKeys.TYPE.name()),
                "is missing; " + Nearest.hint("", types.keySet()));
          }
        });
    return providers;
  }

  /**
   * Returns the settings of a provider beside its type; a null removes a setting, as everywhere.
   */
  private static Map<String, Object> rest(ConfigObject provider) {
    Map<String, Object> rest = new HashMap<>();
    provider
        .withoutKey(ProviderKeys.TYPE.name())
        .forEach(
            (key, value) -> {
              List<ConfigValue> numbered = Elements.numbered(value);
              if (numbered != null) {
                rest.put(key, numbered.stream().map(ConfigValue::unwrapped).toList());
              } else if (value.valueType() != ConfigValueType.NULL) {
                rest.put(key, value.unwrapped());
              }
            });
    return rest;
  }

  private void check(
      ProviderType type, String name, Map<String, Object> settings, Section provider) {
    try {
      type.check(name, settings);
    } catch (IllegalArgumentException e) {
      problems.add(
          requireNonNull(provider.object()).origin(),
          ConfigUtil.joinPath(provider.path()),
          String.valueOf(e.getMessage()));
    }
  }

  private void requireKnown(Section provider, Set<String> settings) {
    Set<String> known = new TreeSet<>(settings);
    ProviderKeys.ALL.forEach(key -> known.add(key.name()));
    for (Map.Entry<String, ConfigValue> entry : provider.entries()) {
      if (!known.contains(entry.getKey())) {
        problems.add(
            entry.getValue().origin(),
            provider.key(entry.getKey()),
            "unknown key; " + Nearest.hint(entry.getKey(), known));
      }
    }
  }

  private Settings region(Section section, Map<String, ManagerConfiguration.Provider> providers) {
    Section values =
        (section.object() == null)
            ? section
            : new Section(section.object().withoutKey(RegionKeys.NEAR.name()), section.path());
    Settings settings =
        settings(
            values,
            RegionKeys.ALL,
            Set.of(),
            " If this is part of a region's name, write the whole name in quotes.");
    List<CacheLevel> near = near(section, providers);
    if (near != null) {
      settings = settings.with(RegionKeys.NEAR, near);
    }
    requireProvider(section, RegionKeys.PROVIDER, settings, providers);
    return settings;
  }

  /**
   * Checks that {@code expiry} comes with a {@code ttl}. Under {@code defaults} and for a pattern
   * it need not, as the regions and programs that use them may set it.
   */
  private void requireTimeToLive(Section section, Settings settings, Settings defaults) {
    if (settings.get(RegionKeys.EXPIRY) == null) {
      return;
    }
    var ttl = settings.or(defaults).get(RegionKeys.TTL);
    boolean isBad = settings.get(RegionKeys.TTL) == null && says(section, RegionKeys.TTL);
    if (!isBad && (ttl == null || ttl.isZero())) {
      problem(section, RegionKeys.EXPIRY, "has no effect without a ttl; add one, or remove this");
    }
  }

  /** Refuses a limit that no store of the provider keeps. Under defaults it is for others. */
  private void requireBounded(
      Section section, Settings settings, ManagerConfiguration.@Nullable Provider provider) {
    if (provider != null && !StoreProviders.isBounded(provider.type())) {
      for (Key<?> limit : List.of(RegionKeys.MAX_SIZE, RegionKeys.MAX_BYTES)) {
        if (settings.get(limit) != null) {
          problem(section, limit, StoreProviders.unbounded(provider.type().type()));
        }
      }
    }
  }

  private static boolean says(Section section, Key<?> key) {
    ConfigValue value = (section.object() == null) ? null : section.object().get(key.name());
    return value != null && value.valueType() != ConfigValueType.NULL;
  }

  private void requireProvider(
      Section section,
      Key<String> key,
      Settings settings,
      Map<String, ManagerConfiguration.Provider> providers) {
    String provider = settings.get(key);
    if (provider != null && !providers.containsKey(provider)) {
      problem(
          section,
          key,
          "unknown provider '" + provider + "'; " + Nearest.hint(provider, providers.keySet()));
    }
  }

  /** Parses the near levels; null if there are none. */
  private @Nullable List<CacheLevel> near(
      Section region, Map<String, ManagerConfiguration.Provider> providers) {
    String key = RegionKeys.NEAR.name();
    ConfigValue value = (region.object() == null) ? null : region.object().get(key);
    if (value == null || value.valueType() == ConfigValueType.NULL) {
      return null;
    }
    List<CacheLevel> levels = new ArrayList<>();
    for (ConfigValue level : levels(value)) {
      if (level instanceof ConfigObject object) {
        Section section = new Section(object, with(region.path(), key));
        Settings settings = settings(section, LevelKeys.ALL);
        requireProvider(section, LevelKeys.PROVIDER, settings, providers);
        requireNear(section, settings, providers);
        levels.add(LevelKeys.level(settings));
      } else {
        problems.add(
            level.origin(),
            region.key(key),
            "must be " + RegionKeys.NEAR.type().description() + ", but is " + shown(level));
      }
    }
    return levels;
  }

  private static List<ConfigValue> levels(ConfigValue value) {
    ConfigValue levels =
        (value.unwrapped() instanceof String text && !Elements.isOfFile(value))
            ? parsed(text, value)
            : value;
    List<ConfigValue> elements = Elements.of(levels);
    return (elements == null) ? List.of(levels) : elements;
  }

  /** Returns the value of a text in the notation of files, or the text itself if that fails. */
  private static ConfigValue parsed(String text, ConfigValue otherwise) {
    ConfigParseOptions options =
        ConfigParseOptions.defaults().setOriginDescription(otherwise.origin().description());
    try {
      return ConfigFactory.parseString("value = " + text, options).getValue("value");
    } catch (ConfigException e) {
      return otherwise;
    }
  }

  private void requireNear(
      Section level, Settings settings, Map<String, ManagerConfiguration.Provider> providers) {
    String name = settings.get(LevelKeys.PROVIDER, "memory");
    ManagerConfiguration.Provider provider = providers.get(name);
    if (provider != null && provider.type().has(Shared.class)) {
      problem(level, LevelKeys.PROVIDER, StoreProviders.sharedNear(name));
    }
  }

  private static List<String> with(List<String> path, String key) {
    List<String> longer = new ArrayList<>(path);
    longer.add(key);
    return longer;
  }

  private List<InvalidationRule> rules(Section section) {
    List<InvalidationRule> rules = new ArrayList<>();
    forEach(
        section,
        (name, rule) -> {
          int before = problems.count();
          Settings settings = settings(rule, RuleKeys.ALL);
          if (problems.count() > before) {
            return; // the missing setting may be the invalid one
          }
          try {
            InvalidationRule read = RuleKeys.rule(name, settings);
            RuleBook.check(read);
            rules.add(read);
          } catch (IllegalArgumentException e) {
            if (rule.object() != null) {
              problems.add(
                  rule.object().origin(),
                  ConfigUtil.joinPath(rule.path()),
                  String.valueOf(e.getMessage()));
            }
          }
        });
    return rules;
  }

  private @Nullable Glob glob(String name, Section section) {
    try {
      return Glob.of(name);
    } catch (IllegalArgumentException e) {
      if (section.object() != null) {
        problems.add(
            section.object().origin(),
            ConfigUtil.joinPath(section.path()),
            String.valueOf(e.getMessage()));
      }
      return null;
    }
  }

  /** Adds a problem with the value of a key in a section. */
  private void problem(Section section, Key<?> key, String problem) {
    ConfigValue value = (section.object() == null) ? null : section.object().get(key.name());
    if (value != null) {
      problems.add(value.origin(), section.key(key.name()), problem);
    }
  }

  private Settings settings(Section section, List<Key<?>> keys) {
    return settings(section, keys, Set.of(), "");
  }

  /**
   * Parses the keys of a section.
   *
   * @param subsections names of allowed subsections
   * @param ifSection advice for unknown subsections
   */
  private Settings settings(
      Section section, List<Key<?>> keys, Set<String> subsections, String ifSection) {
    Settings settings = Settings.NONE;
    for (Map.Entry<String, ConfigValue> entry : section.entries()) {
      Key<?> key = named(entry.getKey(), keys);
      if (key == null && !subsections.contains(entry.getKey())) {
        List<String> known = new ArrayList<>(subsections);
        keys.forEach(k -> known.add(k.name()));
        problems.add(
            entry.getValue().origin(),
            section.key(entry.getKey()),
            "unknown key; "
                + Nearest.hint(entry.getKey(), known)
                + (entry.getValue().valueType() == ConfigValueType.OBJECT ? "." + ifSection : ""));
      } else if (key != null && entry.getValue().valueType() != ConfigValueType.NULL) {
        settings = with(settings, section, key, entry.getValue());
      }
    }
    return settings;
  }

  private static @Nullable Key<?> named(String name, List<Key<?>> keys) {
    return keys.stream().filter(key -> key.name().equals(name)).findFirst().orElse(null);
  }

  private <T> Settings with(Settings settings, Section section, Key<T> key, ConfigValue value) {
    String expected = "must be " + key.type().description() + ", but is " + shown(value);
    try {
      return settings.with(key, key.type().reader().read(value, loader));
    } catch (ConfigException e) {
      problems.add(value.origin(), section.key(key.name()), expected);
    } catch (IllegalArgumentException e) {
      String reason = String.valueOf(e.getMessage());
      problems.add(
          value.origin(),
          section.key(key.name()),
          reason.isEmpty() ? expected : expected + ": " + reason);
    }
    return settings;
  }

  private static String shown(ConfigValue value) {
    return switch (value.valueType()) {
      case OBJECT -> "a section";
      case LIST -> "a list";
      case NULL -> "null";
      case STRING -> "'" + value.unwrapped() + "'";
      default -> String.valueOf(value.unwrapped());
    };
  }
}
