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

using Options = product::PublishOptions;

void print_text(const std::string& link, const std::string& release, const product::Published& published,
                bool dry_run) {
  const std::string& before = published.before;
  if (before == release)
    print(fmt::format("{} already points to {}\n", link, release));
  else
    print(fmt::format("{} {} to {}{}\n", link, dry_run ? "would point" : "now points", release,
                      before.empty() ? "" : fmt::format("; before: {}", before)));
  // For a release that was published already, say what was repaired.
  if (dry_run || before == release)
    for (const auto& file : published.changes)
      print(fmt::format("{} {}\n", dry_run ? "would write" : "wrote", file));
}

ExitCode switch_to(Context& context, const std::string& release, const Options& options) {
  product::Session& session = context.session();
  const product::Published published = product::publish(session, release, options);
  const bool is_known = published.verification == product::Verification::known;
  if (is_known)
    context.reporter().detail(
        fmt::format("{}: not read again, because its files are unchanged since every gate passed "
                    "(--verify reads it)",
                    release));
  const fs::path link = session.workspace.releases() / "current";
  if (context.json())
    print_json({{"current", options.dry_run ? published.before : release},
                {"before", published.before},
                {"path", link.string()},
                {"release", release},
                {"dry_run", options.dry_run},
                {"verification", is_known ? "known" : "read"},
                {"mirrors", published.listed},
                {"changes", published.changes}});
  else
    print_text(link.string(), release, published, options.dry_run);
  return ExitCode::done;
}

void declare_common(OptionSet& set, Options& options) {
  set.flag(
      "--verify", options.verify,
      "read the whole release and run every gate, even if its files are unchanged since the gates passed");
  set.flag("--dry-run", options.dry_run, "check the release and show what would be written");
}

}  // namespace

Action declare_publish(OptionSet& set) {
  auto release = std::make_shared<std::string>();
  auto options = std::make_shared<Options>();
  set.add("RELEASE", *release, "a release of this workspace").required();
  declare_common(set, *options);
  return [release, options](Context& context) {
    context.require_config();
    context.locked_for_releases();
    return switch_to(context, *release, *options);
  };
}

Action declare_rollback(OptionSet& set) {
  auto release = std::make_shared<std::string>();
  auto options = std::make_shared<Options>();
  set.add("RELEASE", *release, "the release to publish again (default: the one published before)");
  declare_common(set, *options);
  return [release, options](Context& context) {
    context.require_config();
    context.locked_for_releases();
    return switch_to(context, release->empty() ? product::release_before(context.workspace()) : *release,
                     *options);
  };
}

}  // namespace rpmworks::cli
