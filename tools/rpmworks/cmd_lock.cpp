// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>

#include "build_options.hpp"
#include "build_output.hpp"
#include "command.hpp"
#include "context.hpp"
#include "lock_output.hpp"
#include "locking/lock_formats.hpp"
#include "locking/release_targets.hpp"
#include "outdated_output.hpp"
#include "output.hpp"
#include "pipeline/release_builds.hpp"

namespace rpmworks::cli {

namespace {

struct LockOptions {
  bool update = false;
  std::vector<std::string> sources;
  std::vector<std::string> precise;
  bool check = false;
  bool outdated = false;
  bool security = false;  ///< with `outdated`
  std::string import;
  std::string exported;  ///< file to write
  product::TargetChoice target;
};

locking::LockRequest request_of(const LockOptions& options) {
  if (options.security && !options.outdated)
    throw Error(ExitCode::usage, "--security needs --outdated").hint("rpmworks lock --outdated --security");
  if (!options.sources.empty() && !options.update)
    throw Error(ExitCode::usage, "names of source packages need --update")
        .hint("rpmworks lock --update " + options.sources.front());
  locking::LockRequest request{.write = !options.check,
                               .accept_altered = !options.check && !options.outdated,
                               .update_all = options.update && options.sources.empty(),
                               .update = {options.sources.begin(), options.sources.end()},
                               .precise = {},
                               .import = options.import};
  for (const auto& text : options.precise) request.precise.push_back(rpm::Nevra::parse(text));
  return request;
}

// The packages of the product decide what upstreams must give, so packages that are missing are built first.
std::vector<engine::BuildResult> builds(Context& context, const layout::Targets& targets) {
  product::Session& session = context.locked();
  const product::SessionScope scope(session);
  schedule::Outcome outcome =
      pipeline::build_release(session, pipeline::release_sources(session, targets), {});
  require_complete(context, outcome);
  return std::move(outcome.results);
}

ExitCode run_lock(Context& context, const LockOptions& options) {
  const locking::LockRequest request = request_of(options);
  context.require_config();
  const auto chosen = locking::choose_release_targets(context.session_with_packages(), options.target);
  const layout::Targets targets(chosen);
  if (!options.exported.empty()) locking::require_exportable(targets);
  product::Session& session = context.locked();
  if (options.outdated) {
    const auto found = locking::outdated(session, targets, builds(context, targets), options.security);
    context.json() ? print_json(json_of(found)) : print(outdated_text(found));
    return ExitCode::done;
  }
  const locking::LockResult result = locking::make_lock(session, targets, builds(context, targets), request);
  const std::string file = locking::lock_file(session).string();
  if (options.check && result.differs) {
    try {
      locking::require_current(session, result);
    } catch (Error& error) {
      throw ErrorWithResults(std::move(error), std::make_shared<const Json>(json_of(result, file)));
    }
  }
  if (!options.exported.empty())
    write_result(options.exported, locking::exported_lock(session, targets, result.lock));
  if (context.json())
    print_json(json_of(result, file));
  else
    print(lock_text(result, file));
  return ExitCode::done;
}

std::string fault_of_nevra(const std::string& text) {
  const rpm::Nevra nevra = rpm::Nevra::parse(text);
  if (!nevra.name.empty() && !nevra.evr.version.empty() && !nevra.evr.release.empty() && !nevra.arch.empty())
    return {};
  return text + " is not NAME-VERSION-RELEASE.ARCH";
}

}  // namespace

Action declare_lock(OptionSet& set) {
  auto options = std::make_shared<LockOptions>();
  set.add("SOURCE", options->sources, "with --update: source packages, or packages built from them");
  const Option update =
      set.flag("--update", options->update,
               "take the newest versions of these source packages, and what must change with them; without "
               "names, of all packages");
  const Option precise =
      set.add("--precise", options->precise, "take exactly this version of a package in the lock; repeatable")
          .value("NEVRA")
          .one_value_each()
          .checked(fault_of_nevra);
  const Option check = set.flag("--check", options->check,
                                "write nothing; exit with 5 if the packages of the lock, or why they are "
                                "there, would have to change")
                           .excludes(update)
                           .excludes(precise);
  const Option outdated = set.flag("--outdated", options->outdated,
                                   "change nothing; list newer versions of the upstreams, each tried alone: "
                                   "what it moves or breaks")
                              .excludes(update)
                              .excludes(precise)
                              .excludes(check);
  set.flag("--security", options->security, "with --outdated: only updates that a security advisory lists");
  set.add("--import", options->import,
          "start with the versions of this rpms.lock.yaml of konflux, or package manifest of libpkgmanifest")
      .value("FILE")
      .excludes(update)
      .excludes(precise)
      .excludes(outdated);
  set.add("--export", options->exported, "also write the packages as a package manifest of libpkgmanifest")
      .value("FILE")
      .excludes(outdated);
  set.add("--target", options->target.target, "only for this target of the release (default: all)")
      .value("TARGET");
  set.add("--engine", options->target.engine, "auto, mock or builtin (default: as set for the target)")
      .value("ENGINE")
      .one_of({"auto", "mock", "builtin"});
  declare_executor(set, options->target.executor);
  return [options](Context& context) { return run_lock(context, *options); };
}

}  // namespace rpmworks::cli
