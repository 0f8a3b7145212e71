// SPDX-License-Identifier: GPL-3.0-or-later
#include "sbom_output.hpp"

#include <fmt/format.h>

#include <map>
#include <optional>

#include "core/json.hpp"
#include "core/text.hpp"
#include "output.hpp"
#include "sbom/profile.hpp"
#include "sbom/sbom.hpp"
#include "sinks.hpp"

namespace rpmworks::cli {

namespace {

using sbom::Format;
using sbom::MissingField;
using sbom::Profile;

const std::map<std::string, Format> k_sbom_formats = {
    {"spdx", Format::spdx_3},
    {"spdx-2.3", Format::spdx_2},
    {"cyclonedx", Format::cyclonedx_1_7},
    {"cyclonedx-1.6", Format::cyclonedx_1_6},
    {"packages", Format::packages},
};

const std::map<std::string, Profile> k_profiles = {
    {"bsi-2.1", Profile::bsi_2_1}, {"cisa-2025", Profile::cisa_2025}, {"ntia", Profile::ntia}};

// "packages/x.rpm: component creator: …"
std::string line_of(const MissingField& missing) {
  const std::string& subject = missing.file.empty() ? missing.package : missing.file;
  return fmt::format("{}{}: {}", subject.empty() ? "" : subject + ": ", missing.field, missing.problem);
}

std::string summary_of(const std::vector<MissingField>& missing, const std::string& profile) {
  return missing.empty()
             ? fmt::format("every field that {} requires is known", profile)
             : fmt::format("not known: {} that {} requires", counted(missing.size(), "field"), profile);
}

void print_missing(const std::vector<MissingField>& missing, const std::string& profile, bool as_json) {
  if (as_json) {
    Json json{{"profile", profile}, {"passed", missing.empty()}};
    json.add("missing", Json::array());
    for (const auto& one : missing)
      json["missing"].push_back(
          {{"package", one.package}, {"file", one.file}, {"field", one.field}, {"problem", one.problem}});
    return print_json(json);
  }
  for (const auto& one : missing) print(harmless(line_of(one) + "\n"));
  print(summary_of(missing, profile) + "\n");
}

void print_format(const manifest::Manifest& manifest, const std::string& format) {
  if (const auto found = k_sbom_formats.find(format); found != k_sbom_formats.end())
    sbom::write(manifest, found->second, [](std::string_view piece) { print(piece); });
  else
    print(format == "json" ? manifest.to_json() : format == "csv" ? manifest.to_csv() : manifest.to_text());
}

// BSI TR-03183-2, section 4.
void require_format_of(const std::string& profile, const std::string& format) {
  if (profile == "bsi-2.1" && (format == "spdx-2.3" || format == "packages"))
    throw Error(ExitCode::usage, fmt::format("{} does not accept the format {}", profile, format))
        .hint("use --format spdx (3.0.1), cyclonedx (1.7) or cyclonedx-1.6");
}

}  // namespace

std::vector<std::string> manifest_formats() {
  return {"json", "csv", "text", "spdx", "spdx-2.3", "cyclonedx", "cyclonedx-1.6", "packages"};
}

std::vector<std::string> sbom_profiles() {
  return {"bsi-2.1", "cisa-2025", "ntia"};
}

ExitCode print_manifest(Context& context, const manifest::Manifest& manifest, const std::string& format,
                        const std::string& profile) {
  if (profile.empty()) {
    print_format(manifest, context.json() && format == "text" ? "json" : format);
    return ExitCode::done;
  }
  require_format_of(profile, format);
  const auto missing = sbom::missing_fields(manifest, k_profiles.at(profile));
  if (format == "text") {
    print_missing(missing, profile, context.json());
  } else {
    print_format(manifest, format);
    for (const auto& one : missing) context.reporter().warning(line_of(one));
    if (!missing.empty()) context.reporter().warning(summary_of(missing, profile));
  }
  return missing.empty() ? ExitCode::done : ExitCode::gate;
}

}  // namespace rpmworks::cli
