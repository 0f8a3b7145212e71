// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <limits>

#include "core/error.hpp"
#include "core/json.hpp"
#include "core/printable.hpp"
#include "rpm/spec.hpp"

namespace rpmworks::rpm {

namespace {

constexpr int k_largest_number = std::numeric_limits<int>::max();

[[noreturn]] void throw_impossible(const std::string& what, const std::string& value) {
  throw Error(ExitCode::invalid, fmt::format("{} '{}' is not valid in a spec", what, printable(value, 200)));
}

// Data from the sandbox is as untrusted as the spec: its names become file names and keys.
void require_no_path(const std::string& name) {
  if (name.find_first_of(std::string_view("/\0", 2)) != name.npos) throw_impossible("the source file", name);
}

void require_name_part(const std::string& what, const std::string& text, std::string_view besides) {
  const bool is_good = std::all_of(text.begin(), text.end(), [&](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || besides.find(c) != std::string_view::npos;
  });
  if (!is_good || text == "." || text == "..") throw_impossible(what, text);
}

int number_from(const Json& json, const char* what) {
  if (!json.is_unsigned() || json.get<uint64_t>() > uint64_t{k_largest_number})
    throw_impossible(what, json.dump());
  return json.get<int>();
}

Json json_of(const Evr& evr) {
  return {{"epoch", evr.epoch}, {"version", evr.version}, {"release", evr.release}};
}

Evr evr_from(const Json& json) {
  Evr evr{json.at("epoch").get<std::string>(), json.at("version").get<std::string>(),
          json.at("release").get<std::string>()};
  require_name_part("the epoch", evr.epoch, "");
  return evr;
}

Json json_of(const SpecSource& source) {
  return {{"kind", source.kind == SpecSource::Kind::patch ? "patch" : "source"},
          {"number", source.number},
          {"value", source.value},
          {"file", source.file},
          {"line", source.line},
          {"no_source", source.no_source}};
}

SpecSource source_from(const Json& json) {
  SpecSource source;
  source.kind = json.at("kind") == "patch" ? SpecSource::Kind::patch : SpecSource::Kind::source;
  source.number = number_from(json.at("number"), "the source's number");
  json.at("value").get_to(source.value);
  json.at("file").get_to(source.file);
  require_no_path(source.file);
  source.line = number_from(json.at("line"), "the line number");
  json.at("no_source").get_to(source.no_source);
  return source;
}

Json json_of(const SpecPackage& package) {
  return {{"name", package.nevra.name},           {"evr", json_of(package.nevra.evr)},
          {"arch", package.nevra.arch},           {"provides", package.provides},
          {"dependencies", package.dependencies}, {"scriptlets", package.scriptlets}};
}

SpecPackage package_from(const Json& json) {
  SpecPackage package{
      {json.at("name").get<std::string>(), evr_from(json.at("evr")), json.at("arch").get<std::string>()},
      json.at("provides").get<std::vector<std::string>>(),
      json.at("dependencies").get<std::map<std::string, std::vector<std::string>>>(),
      json.at("scriptlets").get<std::map<std::string, std::string>>()};
  const Nevra& nevra = package.nevra;
  require_name_part("the package name", nevra.name, "._+-");
  require_name_part("the version", nevra.evr.version, "._+~^");
  require_name_part("the release", nevra.evr.release, "._+~^");
  require_name_part("the architecture", nevra.arch, "_");
  return package;
}

}  // namespace

Json SpecInfo::to_json() const {
  Json json = {{"name", name},
               {"evr", json_of(evr)},
               {"sources", Json::array()},
               {"prep", prep},
               {"build_requires", build_requires},
               {"build_conflicts", build_conflicts},
               {"packages", Json::array()},
               {"exclusive_arch", exclusive_arch},
               {"exclude_arch", exclude_arch},
               {"build_arch", build_arch},
               {"changelog_time", changelog_time},
               {"warnings", warnings}};
  for (const auto& source : sources) json["sources"].push_back(json_of(source));
  for (const auto& package : packages) json["packages"].push_back(json_of(package));
  return json;
}

SpecInfo SpecInfo::from_json(const Json& json) {
  try {
    SpecInfo info;
    json.at("name").get_to(info.name);
    info.evr = evr_from(json.at("evr"));
    for (const auto& source : json.at("sources")) info.sources.push_back(source_from(source));
    json.at("prep").get_to(info.prep);
    json.at("build_requires").get_to(info.build_requires);
    json.at("build_conflicts").get_to(info.build_conflicts);
    for (const auto& package : json.at("packages")) info.packages.push_back(package_from(package));
    json.at("exclusive_arch").get_to(info.exclusive_arch);
    json.at("exclude_arch").get_to(info.exclude_arch);
    info.build_arch = json.value("build_arch", info.build_arch);  // kept records may lack it
    json.at("changelog_time").get_to(info.changelog_time);
    json.at("warnings").get_to(info.warnings);
    return info;
  } catch (const JsonError& error) {
    throw Error(ExitCode::invalid,
                fmt::format("invalid data about a spec: {}", printable(error.what(), 1000)));
  }
}

}  // namespace rpmworks::rpm
