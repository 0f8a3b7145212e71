// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <memory>

#include "command.hpp"
#include "context.hpp"
#include "core/json.hpp"
#include "output.hpp"
#include "product/publish.hpp"

namespace rpmworks::cli {

namespace {

ExitCode switch_to(Context& context, const std::string& release) {
  product::Session& session = context.session();
  const std::string before = product::publish(session, release);
  const fs::path link = session.workspace.releases() / "current";
  if (context.json())
    print_json({{"current", release}, {"before", before}, {"path", link.string()}});
  else if (before == release)
    print(fmt::format("{} already points to {}\n", link.string(), release));
  else
    print(fmt::format("{} now points to {}{}\n", link.string(), release,
                      before.empty() ? "" : fmt::format("; before: {}", before)));
  return ExitCode::done;
}

}  // namespace

Action declare_publish(OptionSet& set) {
  auto release = std::make_shared<std::string>();
  set.add("RELEASE", *release, "a release of this workspace").required();
  return [release](Context& context) {
    context.require_config();
    context.locked_for_releases();
    return switch_to(context, *release);
  };
}

Action declare_rollback(OptionSet& set) {
  auto release = std::make_shared<std::string>();
  set.add("RELEASE", *release, "the release to publish again (default: the one published before)");
  return [release](Context& context) {
    context.require_config();
    context.locked_for_releases();
    return switch_to(context, release->empty() ? product::release_before(context.workspace()) : *release);
  };
}

}  // namespace rpmworks::cli
