// SPDX-License-Identifier: GPL-3.0-or-later
#include "release_result.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/json.hpp"
#include "core/text.hpp"
#include "gate_output.hpp"
#include "output.hpp"

namespace rpmworks::cli {

namespace {

std::string packages_table(const pipeline::Release& made, bool several) {
  const auto cells = [several](std::vector<std::string> row, const std::string& target) {
    if (several) row.insert(row.begin() + 2, target);
    return row;
  };
  Table table(cells({"package", "source", "made", "time"}, "target"));
  table.right(several ? 4 : 3);
  for (const srpm::Srpm& source : made.srpms) {
    const std::string name = source.name.empty() ? source.nevra.name : source.name;
    bool is_built = false;
    for (const engine::BuildResult& built : made.builds) {
      if (built.srpm_sha256 != source.sha256) continue;
      const std::string time = built.cached ? "unchanged" : human_duration(built.elapsed);
      for (size_t k = 0; k < built.packages.size(); ++k)
        table.add(cells({k > 0 || is_built ? "" : name, k > 0 || is_built ? "" : source.file_name,
                         built.packages[k].package.nevra.str(), k == 0 ? time : ""},
                        k == 0 ? built.target : ""));
      is_built = true;
    }
    if (!is_built) table.add(cells({name, source.nevra.str(), "", ""}, ""));
  }
  for (const auto& one : made.left_out)
    table.add(cells({one.name, one.nevra, "left out: " + one.reason, ""}, one.target));
  return table.str();
}

// Of the packages.
std::string signers_of(const manifest::SectionInfo& section, const manifest::Manifest& manifest) {
  std::vector<std::string> shown;
  for (const auto& fingerprint : section.package_signers())
    shown.push_back(manifest.signer_shown(fingerprint));
  return join(shown, ", ");
}

std::string sections_table(const manifest::Manifest& manifest) {
  Table table({"section", "packages", "size", "signed by"});
  table.right(1).right(2);
  for (const auto& section : manifest.sections)
    table.add({section.path, std::to_string(section.packages), human_bytes(section.bytes),
               signers_of(section, manifest)});
  return table.str();
}

std::string headline(const pipeline::Release& made, const ReleaseEnd& end) {
  const auto reused =
      std::count_if(made.builds.begin(), made.builds.end(), [](const auto& result) { return result.cached; });
  const std::string what = fmt::format("release {} of {} for {}", made.composed.manifest.release, end.product,
                                       join(end.targets, ", "));
  if (made.composed.unchanged)
    return fmt::format("{}: nothing has changed, nothing was made ({})\n", what, human_duration(end.elapsed));
  return fmt::format("{}{}: {} built, {} unchanged, in {}\n", what, end.published ? "" : ", not published",
                     made.builds.size() - static_cast<size_t>(reused), reused, human_duration(end.elapsed));
}

Json json_of(const pipeline::Release& made, const ReleaseEnd& end) {
  const fs::path& folder = made.composed.folder;
  Json json = {{"product", end.product}, {"release", made.composed.manifest.release}};
  if (end.targets.size() > 1)
    json["targets"] = end.targets;
  else
    json["target"] = end.targets.front();
  json["unchanged"] = made.composed.unchanged;
  json["published"] = end.published;
  json["folder"] = folder.string();
  json["manifest"] = (folder / "manifest.json").string();
  json["report"] = (folder / "index.html").string();
  json["seconds"] = seconds(end.elapsed);
  if (end.changes) json["changes"] = changes::to_json(*end.changes);
  json["sections"] = Json::array();
  for (const auto& section : made.composed.manifest.sections)
    json["sections"].push_back({{"path", section.path},
                                {"packages", section.packages},
                                {"bytes", section.bytes},
                                {"signer", section.signer}});
  if (!made.checks.empty()) json["checks"] = cli::json_of(made.checks);
  json["srpms"] = Json::array();
  for (const auto& srpm : made.srpms) json["srpms"].push_back(cli::json_of(srpm));
  json["builds"] = Json::array();
  for (const auto& result : made.builds) json["builds"].push_back(cli::json_of(result));
  for (const auto& one : made.left_out) json["left_out"].push_back(cli::json_of(one));
  return json;
}

}  // namespace

Json json_of(const schedule::LeftOut& one) {
  Json json = {{"name", one.name}, {"nevra", one.nevra}, {"reason", one.reason}};
  if (!one.target.empty()) json["target"] = one.target;
  return json;
}

Json json_of(const engine::BuildResult& result) {
  Json json = {{"name", result.name},
               {"target", result.target},
               {"engine", result.engine},
               {"srpm_sha256", result.srpm_sha256},
               {"buildroot_sha256", result.buildroot_sha256},
               {"cached", result.cached},
               {"reason", result.reason},
               {"seconds", seconds(result.elapsed)},
               {"folder", result.folder.string()}};
  if (result.reproducible) json["reproducible"] = true;
  json["packages"] = Json::array();
  for (const auto& artifact : result.packages)
    json["packages"].push_back(
        {{"nevra", artifact.package.nevra.str()}, {"file", artifact.file_name}, {"sha256", artifact.sha256}});
  return json;
}

void print_release(const pipeline::Release& made, const ReleaseEnd& end, bool json) {
  if (json) return print_json(json_of(made, end));
  const fs::path& folder = made.composed.folder;
  print(fmt::format("{}\n{}\n{}\n", headline(made, end), packages_table(made, end.targets.size() > 1),
                    sections_table(made.composed.manifest)));
  print(fmt::format("release   {}\nmanifest  {}\nreport    {}\n", folder.string(),
                    (folder / "manifest.json").string(), (folder / "index.html").string()));
  if (end.changes) print("\n" + changes::to_short_text(*end.changes));
}

}  // namespace rpmworks::cli
