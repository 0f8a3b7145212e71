// SPDX-License-Identifier: GPL-3.0-or-later
#include "release_result.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/json.hpp"
#include "core/text.hpp"
#include "output.hpp"

namespace rpmworks::cli {

namespace {

std::string packages_table(const product::Release& made) {
  Table table({"package", "source", "made", "time"});
  table.right(3);
  for (size_t i = 0; i < made.srpms.size(); ++i) {
    const srpm::Srpm& source = made.srpms[i];
    const auto built =
        std::find_if(made.builds.begin(), made.builds.end(),
                     [&](const engine::BuildResult& result) { return result.srpm_sha256 == source.sha256; });
    const std::string name = source.name.empty() ? source.nevra.name : source.name;
    if (built == made.builds.end()) {
      table.add({name, source.nevra.str(), "", ""});
      continue;
    }
    const std::string time = built->cached ? "unchanged" : human_duration(built->elapsed);
    for (size_t k = 0; k < built->packages.size(); ++k)
      table.add({k == 0 ? name : "", k == 0 ? source.file_name : "", built->packages[k].package.nevra.str(),
                 k == 0 ? time : ""});
  }
  for (const auto& one : made.left_out) table.add({one.name, one.nevra, "left out: " + one.reason, ""});
  return table.str();
}

std::string sections_table(const manifest::Manifest& manifest) {
  Table table({"section", "packages", "size", "signed by"});
  table.right(1).right(2);
  for (const auto& section : manifest.sections)
    table.add({section.path, std::to_string(section.packages), human_bytes(section.bytes),
               manifest.signer_shown(section.signer)});
  return table.str();
}

std::string headline(const product::Release& made, const ReleaseEnd& end) {
  const auto reused =
      std::count_if(made.builds.begin(), made.builds.end(), [](const auto& result) { return result.cached; });
  const std::string what =
      fmt::format("release {} of {} for {}", made.composed.manifest.release, end.product, end.target);
  if (made.composed.unchanged)
    return fmt::format("{}: nothing has changed, nothing was made ({})\n", what, human_duration(end.elapsed));
  return fmt::format("{}{}: {} built, {} unchanged, in {}\n", what, end.published ? "" : ", not published",
                     made.builds.size() - static_cast<size_t>(reused), reused, human_duration(end.elapsed));
}

Json json_of(const product::Release& made, const ReleaseEnd& end) {
  const fs::path& folder = made.composed.folder;
  Json json = {{"product", end.product},
               {"release", made.composed.manifest.release},
               {"target", end.target},
               {"unchanged", made.composed.unchanged},
               {"published", end.published},
               {"folder", folder.string()},
               {"manifest", (folder / "manifest.json").string()},
               {"report", (folder / "index.html").string()},
               {"seconds", seconds(end.elapsed)}};
  json["sections"] = Json::array();
  for (const auto& section : made.composed.manifest.sections)
    json["sections"].push_back({{"path", section.path},
                                {"packages", section.packages},
                                {"bytes", section.bytes},
                                {"signer", section.signer}});
  json["srpms"] = Json::array();
  for (const auto& srpm : made.srpms) json["srpms"].push_back(cli::json_of(srpm));
  json["builds"] = Json::array();
  for (const auto& result : made.builds) json["builds"].push_back(cli::json_of(result));
  for (const auto& one : made.left_out) json["left_out"].push_back(cli::json_of(one));
  return json;
}

}  // namespace

Json json_of(const schedule::LeftOut& one) {
  return {{"name", one.name}, {"nevra", one.nevra}, {"reason", one.reason}};
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

void print_release(const product::Release& made, const ReleaseEnd& end, bool json) {
  if (json) return print_json(json_of(made, end));
  const fs::path& folder = made.composed.folder;
  print(fmt::format("{}\n{}\n{}\n", headline(made, end), packages_table(made),
                    sections_table(made.composed.manifest)));
  print(fmt::format("release   {}\nmanifest  {}\nreport    {}\n", folder.string(),
                    (folder / "manifest.json").string(), (folder / "index.html").string()));
}

}  // namespace rpmworks::cli
