// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "command.hpp"
#include "compose/releases.hpp"
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
      names.end())  // publish says what is wrong with others
    require_verified(context, context.workspace().releases() / release);
  compose::publish(release, context.workspace(), context.reporter());
  const fs::path link = context.workspace().releases() / "current";
  if (context.json())
    print_json({{"current", release}, {"before", before}, {"path", link.string()}});
  else if (before == release)
    print(fmt::format("{} was {} already\n", link.string(), release));
  else
    print(fmt::format("{} is {} now{}\n", link.string(), release,
                      before.empty() ? "" : fmt::format("; it was {}", before)));
  return ExitCode::done;
}

std::string one_before(const store::Workspace& workspace) {
  if (compose::published(workspace).empty())
    throw Error(ExitCode::invalid, "nothing is published, so there is nothing to go back from")
        .hint("publish one: rpmworks publish RELEASE");
  std::string before = compose::published_before(workspace);
  if (!before.empty()) return before;
  throw Error(ExitCode::invalid, fmt::format("no release is known to have been published before {}",
                                             compose::published(workspace)))
      .hint(
          fmt::format("name the one to go back to; there are: {}", join(compose::releases(workspace), ", ")));
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
  set.add("RELEASE", *release, "the release to go back to (default: the one that was published before)");
  return [release](Context& context) {
    (void)context.config();
    context.lock_releases();
    return switch_to(context, release->empty() ? one_before(context.workspace()) : *release);
  };
}

}  // namespace rpmworks::cli
