// SPDX-License-Identifier: GPL-3.0-or-later
#include "releases/releases_page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/error_line.hpp"
#include "core/files.hpp"
#include "releases/release_place.hpp"
#include "releases/releases.hpp"
#include "report/report.hpp"

namespace rpmworks::releases {

namespace {

report::ReleaseLine line_of(const std::string& name, const std::string& current,
                            const store::Workspace& workspace) {
  const fs::path folder = workspace.releases() / name;
  report::ReleaseLine line{.manifest = nullptr,
                           .name = name,
                           .fault = {},
                           .state = {},
                           .has_page = is_there(folder / "index.html")};
  if (name == current)
    line.state = "published";
  else if (was_published(name, workspace))
    line.state = "published before";
  try {
    line.manifest = shared_manifest(folder);
  } catch (const Error& error) {
    line.fault = in_one_line(error);
  }
  return line;
}

}  // namespace

std::string releases_page_of(std::vector<std::string> names, const store::Workspace& workspace) {
  std::ranges::reverse(names);
  report::ReleasesData data;
  const std::string current = published(workspace);
  for (const auto& name : names) {
    data.releases.push_back(line_of(name, current, workspace));
    if (data.product.empty() && data.releases.back().manifest)
      data.product = data.releases.back().manifest->product;
  }
  return report::releases_page(data);
}

void write_releases_page(const store::Workspace& workspace, Reporter& reporter) {
  const fs::path page = workspace.releases() / k_releases_page;
  try {
    const auto names = releases(workspace);
    if (!names.empty()) replace_file(page, releases_page_of(names, workspace));
  } catch (const Error& error) {
    reporter.warning(fmt::format("{} was not written: {}", page.string(), in_one_line(error)));
  }
}

}  // namespace rpmworks::releases
