/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import uno.jcache.CacheLevel;
import uno.jcache.configuration.CachingSettings;
import uno.jcache.internal.rule.RuleBook;
import uno.jcache.internal.store.ProviderType;
import uno.jcache.internal.support.Glob;
import uno.jcache.internal.support.Nearest;
import uno.jcache.rule.InvalidationRule;
import uno.jcache.spi.Shared;

/** Parses a configuration and reports all its problems. */
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
  private final Map<String, ManagerConfiguration.Provider> providers = new HashMap<>();

  ConfigurationReader(ClassLoader loader, Map<String, ProviderType> types, Problems problems) {
    this.loader = loader;
    this.types = types;
    this.problems = problems;
  }

  /** Parses the configuration. The result is valid only if no problem was found. */
  ManagerConfiguration read(Config config) {
    Section root = Section.root(config, problems, loader);
    Settings manager = root.read(ManagerSection.ALL, SECTIONS, "");
    readProviders(root.child(PROVIDERS));
    Settings defaults = region(root.child(DEFAULTS));
    Map<String, Settings> regions = new HashMap<>();
    List<ManagerConfiguration.Template> templates = new ArrayList<>();
    root.child(REGIONS)
        .forEach(
            (name, section) -> {
              Settings settings = region(section);
              requireBounded(section, settings, settings.or(defaults));
              if (!Glob.isPattern(name)) {
                requireTimeToLive(section, settings, defaults);
                regions.put(name, settings);
                return;
              }
              Glob names = section.attempt(() -> Glob.of(name));
              if (names != null) {
                templates.add(new ManagerConfiguration.Template(names, settings));
              }
            });
    Settings monitoring = root.child(MONITORING).read(List.of(ManagerSection.MONITORING_ENABLED));
    return new ManagerConfiguration(
        defaults,
        regions,
        templates,
        types,
        providers,
        rules(root.child(RULES)),
        monitoring.value(ManagerSection.MONITORING_ENABLED),
        SettingsAccess.with(
            CachingSettings.DEFAULTS, manager.or(Settings.defaultsOf(ManagerSection.ALL))));
  }

  /**
   * Parses the settings of one region, which a program gives.
   *
   * @param known the types of the providers, by their names
   */
  Settings readRegion(
      Map<String, ?> given, Map<String, ProviderType> known, ManagerConfiguration configuration) {
    known.forEach(
        (name, type) ->
            providers.put(name, new ManagerConfiguration.Provider(type, Map.of(), true, true)));
    ConfigObject object;
    try {
      object = ConfigValueFactory.fromMap(given, problems.subject());
    } catch (ConfigException e) {
      throw new IllegalArgumentException(problems.subject() + ": " + e.getMessage(), e);
    }
    Section section = new Section(object, List.of(), problems, loader);
    Settings settings = region(section);
    requireBounded(section, settings, settings.or(configuration.defaults()));
    requireTimeToLive(section, settings, configuration.defaults());
    return settings;
  }

  private void readProviders(Section section) {
    // The name of each type is also that of a provider of this type, without settings.
    types.forEach(
        (name, type) ->
            providers.put(name, new ManagerConfiguration.Provider(type, Map.of(), false, true)));
    section.forEach(
        (name, provider) -> {
          if (provider.object() != null) {
            readProvider(name, provider, provider.object());
          }
        });
  }

  private void readProvider(String name, Section section, ConfigObject object) {
    Setting<String> setting = ManagerSection.PROVIDER_TYPE;
    String type = section.read(Settings.NONE, setting).get(setting);
    ProviderType found = (type == null) ? null : types.get(type);
    if (found != null) {
      // The provider type checks the other settings.
      Map<String, Object> rest = rest(object);
      int before = problems.count();
      Set<String> known = new TreeSet<>(found.settingNames());
      ManagerSection.OF_PROVIDERS.forEach(common -> known.add(common.name()));
      Setting<Boolean> active = ManagerSection.PROVIDER_ACTIVE;
      boolean isActive = section.read(Settings.NONE, active).value(active);
      section.requireKnown(known, "");
      if (problems.count() == before) {
        section.attempt(
            () -> {
              found.check(name, rest);
              return found;
            });
      }
      providers.put(name, new ManagerConfiguration.Provider(found, rest, true, isActive));
    } else if (type != null) {
      section.problem(
          setting, "unknown provider type '" + type + "'; " + Nearest.hint(type, types.keySet()));
    } else if (!section.has(setting)) {
      section.problem(setting, "is missing; " + Nearest.hint("", types.keySet()));
    }
  }

  /**
   * Returns the settings of a provider that its type defines. A null removes a setting, as in all
   * other sections.
   */
  private static Map<String, Object> rest(ConfigObject provider) {
    Map<String, Object> rest = new HashMap<>();
    provider
        .withoutKey(ManagerSection.PROVIDER_TYPE.name())
        .withoutKey(ManagerSection.PROVIDER_ACTIVE.name())
        .forEach(
            (name, value) -> {
              List<ConfigValue> numbered = Elements.numbered(value);
              if (numbered != null) {
                rest.put(name, numbered.stream().map(ConfigValue::unwrapped).toList());
              } else if (value.valueType() != ConfigValueType.NULL) {
                rest.put(name, value.unwrapped());
              }
            });
    return rest;
  }

  private Settings region(Section section) {
    String ifSection = " If this is part of a region's name, write the whole name in quotes.";
    Settings settings =
        section
            .read(RegionSection.ALL, Set.of(), ifSection)
            .with(RegionSection.NEAR, near(section));
    requireProvider(section, RegionSection.PROVIDER, settings);
    return settings;
  }

  /**
   * Checks that a region with {@code expiry} has a {@code ttl}. Not called for {@code defaults} or
   * for a pattern, because the regions and programs that use them may set the {@code ttl}.
   */
  private static void requireTimeToLive(Section section, Settings settings, Settings defaults) {
    boolean isBad = settings.get(RegionSection.TTL) == null && section.has(RegionSection.TTL);
    if (settings.get(RegionSection.EXPIRY) != null
        && !isBad
        && settings.or(defaults).value(RegionSection.TTL).isZero()) {
      section.problem(RegionSection.EXPIRY, "has no effect without a ttl; add one, or remove this");
    }
  }

  /**
   * Refuses a limit that stores of the region's provider cannot enforce. A limit under {@code
   * defaults} is not refused: it applies to the regions of other providers.
   */
  private void requireBounded(Section section, Settings settings, Settings complete) {
    var provider = providers.get(complete.value(RegionSection.PROVIDER));
    if (provider != null && !StoreProviders.isBounded(provider.type())) {
      for (Setting<?> limit : List.of(RegionSection.MAX_SIZE, RegionSection.MAX_BYTES)) {
        if (settings.get(limit) != null) {
          section.problem(limit, StoreProviders.unbounded(provider.type().type()));
        }
      }
    }
  }

  private void requireProvider(Section section, Setting<String> setting, Settings settings) {
    String provider = settings.get(setting);
    if (provider != null && !providers.containsKey(provider)) {
      section.problem(
          setting,
          "unknown provider '" + provider + "'; " + Nearest.hint(provider, providers.keySet()));
    }
  }

  /** Parses the near caches. Returns null if they are not set. */
  private @Nullable List<CacheLevel> near(Section region) {
    String name = RegionSection.NEAR.name();
    ConfigValue value = region.value(name);
    if (value == null) {
      return null;
    }
    List<CacheLevel> levels = new ArrayList<>();
    for (ConfigValue level : levels(value)) {
      if (level instanceof ConfigObject object) {
        Section section = region.within(name, object);
        Settings settings = section.read(LevelSection.ALL);
        requireProvider(section, LevelSection.PROVIDER, settings);
        requireNear(section, settings.value(LevelSection.PROVIDER));
        levels.add(LevelSection.level(settings));
      } else {
        region.problem(level, name, Section.mustBe(RegionSection.NEAR, level));
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

  /** Parses a text in the notation of files (HOCON). Returns the text itself if that fails. */
  private static ConfigValue parsed(String text, ConfigValue otherwise) {
    ConfigParseOptions options =
        ConfigParseOptions.defaults().setOriginDescription(otherwise.origin().description());
    try {
      return ConfigFactory.parseString("value = " + text, options).getValue("value");
    } catch (ConfigException e) {
      return otherwise;
    }
  }

  private void requireNear(Section level, String name) {
    ManagerConfiguration.Provider provider = providers.get(name);
    if (provider != null && provider.type().has(Shared.class)) {
      level.problem(LevelSection.PROVIDER, StoreProviders.sharedNear(name));
    }
  }

  private List<InvalidationRule> rules(Section section) {
    List<InvalidationRule> rules = new ArrayList<>();
    section.forEach(
        (name, rule) -> {
          int before = problems.count();
          Settings settings = rule.read(RuleSection.ALL);
          if (problems.count() > before) {
            return; // an invalid setting would look like a missing one
          }
          InvalidationRule read =
              rule.attempt(
                  () -> {
                    InvalidationRule made = RuleSection.rule(name, settings);
                    RuleBook.check(made);
                    return made;
                  });
          if (read != null) {
            rules.add(read);
          }
        });
    return rules;
  }
}
