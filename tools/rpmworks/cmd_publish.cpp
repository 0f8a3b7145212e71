// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "command.hpp"
#include "compose/compose.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "output.hpp"
#include "release_flow.hpp"
#include "release_folder.hpp"

namespace rpmworks::cli {

namespace {

ExitCode switch_to(Context& context, const std::string& release) {
  const std::string before = compose::published(context.workspace());
  const auto names = compose::releases(context.workspace());
  if (std::find(names.begin(), names.end(), release) !=
      names.end())  // publish reports errors of other names
    require_verified(context, context.workspace().releases() / release);
  compose::publish(release, context.workspace(), context.reporter());
  const fs::path link = context.workspace().releases() / "current";
  if (context.json())
    print_json({{"current", release}, {"before", before}, {"path", link.string()}});
  else if (before == release)
    print(fmt::format("{} already points to {}\n", link.string(), release));
  else
    print(fmt::format("{} now points to {}{}\n", link.string(), release,
                      before.empty() ? "" : fmt::format("; before: {}", before)));
  return ExitCode::done;
}

std::string one_before(const store::Workspace& workspace) {
  if (compose::published(workspace).empty())
    throw Error(ExitCode::invalid, "no release is published, so there is nothing to roll back")
        .hint("publish one: rpmworks publish RELEASE");
  std::string before = compose::published_before(workspace);
  if (!before.empty()) return before;
  throw Error(ExitCode::invalid, fmt::format("no release is recorded as published before {}",
                                             compose::published(workspace)))
      .hint(
          fmt::format("pass the release to roll back to; known releases: {}", join(compose::releases(workspace), ", ")));
}

}  // namespace

Action declare_publish(OptionSet& set) {
  auto release = std::make_shared<std::string>();
  set.add("RELEASE", *release, "a release of this workspace").required();
  return [release](Context& context) {
    (void)context.config();
    context.lock_releases();
    return switch_to(context, *release);
  };
}

Action declare_rollback(OptionSet& set) {
  auto release = std::make_shared<std::string>();
  set.add("RELEASE", *release, "the release to publish again (default: the one published before)");
  return [release](Context& context) {
    (void)context.config();
    context.lock_releases();
    return switch_to(context, release->empty() ? one_before(context.workspace()) : *release);
  };
}

}  // namespace rpmworks::cli
