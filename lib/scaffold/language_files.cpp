// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the project files of languages that have their own package manager.

#include "core/json.hpp"
#include "core/text.hpp"
#include "scaffold/build_files.hpp"
#include "scaffold/license.hpp"
#include "scaffold/settings.hpp"
#include "scaffold/tokens.hpp"

namespace rpmworks::scaffold {

namespace {

// The license in the classifiers of a Python package; empty if they name none or several.
std::string license_of_classifiers(const std::vector<std::string>& classifiers) {
  std::string license;
  for (const auto& classifier : classifiers) {
    if (!classifier.starts_with("License :: ")) continue;
    const std::string name = spdx_of(trim(classifier.substr(classifier.rfind("::") + 2)));
    if (name.empty()) continue;
    if (!license.empty() && license != name) return {};
    license = name;
  }
  return license;
}

// The value of the first key that is set to a text.
std::string first_of(const Settings& settings, const std::string& section,
                     std::initializer_list<const char*> keys) {
  for (const char* key : keys)
    if (const std::string& text = settings.at(section, key).text; !text.empty()) return text;
  return {};
}

std::string text_at(const Json& json, const char* key) {
  const Json* const found = json.find(key);
  return found && found->is_string() ? found->text() : "";
}

}  // namespace

Facts facts_of_pyproject(std::string_view text) {
  const Settings settings(text, Settings::Format::toml);
  const bool is_poetry = settings.at("project", "name").text.empty() && settings.has_section("tool.poetry");
  const std::string section = is_poetry ? "tool.poetry" : "project";
  const auto at = [&](const char* key) -> const Setting& { return settings.at(section, key); };
  Facts facts{.name = at("name").text,
              .version = at("version").text,
              .summary = at("description").text,
              .license = at("license").text};
  // PEP 621: `license = {text = "…"}`, which may be a name or the whole license.
  if (facts.license.empty()) facts.license = settings.at(section + ".license", "text").text;
  if (spdx_of(facts.license).empty())
    if (const std::string named = license_of_classifiers(at("classifiers").list); !named.empty())
      facts.license = named;
  facts.url = first_of(settings, section, {"homepage", "repository"});
  if (facts.url.empty())
    facts.url = first_of(settings, section + ".urls",
                         {"Homepage", "homepage", "Home", "Source", "source", "Repository", "repository"});
  return facts;
}

Facts facts_of_setup_cfg(std::string_view text) {
  const Settings settings(text, Settings::Format::ini);
  const auto at = [&](const char* key) -> const Setting& { return settings.at("metadata", key); };
  const auto literal = [&](const char* key) {  // only Python can resolve attr: and file:
    const std::string& value = at(key).text;
    return value.starts_with("attr:") || value.starts_with("file:") ? std::string() : value;
  };
  Facts facts{.name = literal("name"),
              .version = literal("version"),
              .summary = literal("description"),
              .license = literal("license"),
              .url = literal("url")};
  if (facts.summary.empty()) facts.summary = literal("summary");
  if (facts.url.empty()) facts.url = literal("home-page");
  if (spdx_of(facts.license).empty()) {
    std::string named = license_of_classifiers(at("classifiers").list);
    if (named.empty()) named = license_of_classifiers(at("classifier").list);
    if (!named.empty()) facts.license = named;
  }
  return facts;
}

Facts facts_of_setup_py(std::string_view text) {
  const auto tokens = first_call_of(text, "setup");
  Facts facts{.name = keyword(tokens, "name"),
              .version = keyword(tokens, "version"),
              .summary = keyword(tokens, "description"),
              .license = keyword(tokens, "license"),
              .url = keyword(tokens, "url")};
  if (spdx_of(facts.license).empty())
    if (const std::string named = license_of_classifiers(keyword_list(tokens, "classifiers")); !named.empty())
      facts.license = named;
  return facts;
}

Facts facts_of_cargo(std::string_view text) {
  const Settings settings(text, Settings::Format::toml);
  return {.name = settings.at("package", "name").text,
          .version = settings.at("package", "version").text,
          .summary = settings.at("package", "description").text,
          .license = settings.at("package", "license").text,
          .url = first_of(settings, "package", {"homepage", "repository"})};
}

Facts facts_of_npm(std::string_view text) {
  const Json json = Json::parse_or_null(text);
  if (!json.is_object()) return {};
  Facts facts{.name = text_at(json, "name"),
              .version = text_at(json, "version"),
              .summary = text_at(json, "description"),
              .license = text_at(json, "license"),
              .url = text_at(json, "homepage")};
  if (facts.name.starts_with('@') && facts.name.find('/') != std::string::npos)
    facts.name.erase(0, facts.name.find('/') + 1);  // drop the scope
  return facts;
}

Facts facts_of_go(std::string_view text) {
  for (const auto& line : split(text, '\n')) {
    if (!line.starts_with("module")) continue;
    std::string path(trim(line.substr(6)));
    if (path.size() > 1 && path.front() == '"') path = path.substr(1, path.size() - 2);
    Facts facts;
    if (path.find('.') < path.find('/')) facts.url = "https://" + path;
    // The name is the last part of the path; skip a major version such as "v2".
    while (true) {
      const size_t slash = path.rfind('/');
      facts.name = path.substr(slash == std::string::npos ? 0 : slash + 1);
      const bool is_major = slash != std::string::npos && facts.name.size() > 1 && facts.name[0] == 'v' &&
                            facts.name.find_first_not_of("0123456789", 1) == std::string::npos;
      if (!is_major) return facts;
      path.erase(slash);
    }
  }
  return {};
}

}  // namespace rpmworks::scaffold
