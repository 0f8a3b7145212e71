// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <sys/stat.h>

#include <cstdio>
#include <memory>

#include "core/cancel.hpp"
#include "core/described.hpp"
#include "core/error.hpp"
#include "core/files.hpp"
#include "core/long_activities.hpp"
#include "core/text.hpp"
#include "core/threads.hpp"
#include "options/options.hpp"
#include "repository.hpp"
#include "signals/signals.hpp"
#include "store/own_cache.hpp"
#include "store/workspace.hpp"

namespace {

using namespace rpmworks;

// Prints a line on stderr for each activity that has ended or takes long; warnings always.
class LineSink : public EventSink {
 public:
  LineSink(bool quiet, bool verbose) : m_quiet(quiet), m_verbose(verbose) {}
  void on_event(const Event& event) override {
    if (event.kind == Event::Kind::warning) fmt::print(stderr, "warning: {}\n", event.subject);
    if (m_quiet) return;
    m_long.on_event(event);
    if (event.kind == Event::Kind::note) fmt::print(stderr, "{}\n", event.subject);
    if (event.kind == Event::Kind::detail && m_verbose) fmt::print(stderr, "{}\n", event.subject);
    if (event.kind != Event::Kind::end || (event.is_step && event.elapsed < LongActivities::k_long)) return;
    const std::string count = event.total ? fmt::format("{} ", event.total) : "";
    fmt::print(stderr, "{} {}{}: {}\n", event.verb, count, event.subject, human_duration(event.elapsed));
  }

 private:
  bool m_quiet;
  bool m_verbose;
  LongActivities m_long{[](const std::string& line) { fmt::print(stderr, "{}\n", line); }};
};

struct Options {
  fs::path output;
  std::vector<std::string> packages;
  unsigned jobs = 0;
  bool list = false;
  bool forget = false;
  bool quiet = false;
  bool verbose = false;
};

void work(const Options& options) {
  const store::OwnCache cache =
      options.output.empty() ? store::own_cache(store::default_cache()) : store::OwnCache{};
  if (!cache.warning.empty()) fmt::print(stderr, "warning: {}\n", cache.warning);
  const fs::path folder = options.output.empty() ? cache.folder / "hostbase" : options.output;
  hostbase::Repository repository(folder);
  if (options.list) {
    for (const auto& nevra : repository.list().nevras) fmt::print("{}\n", nevra);
    return;
  }
  const ThreadLimit limit(options.jobs);
  Reporter reporter(std::make_shared<LineSink>(options.quiet, options.verbose));
  const auto outcome = repository.update(options.packages, options.forget, options.jobs,
                                         store::default_data() / "hostbase/gnupg", reporter);
  fmt::print("{}: {} packages ({} built now), {}, signed by {}\n", fs::absolute(folder).string(),
             outcome.nevras.size(), outcome.built, human_bytes(outcome.bytes), outcome.fingerprint);
  if (!outcome.unknown.empty())
    throw Error(ExitCode::invalid,
                fmt::format("this Debian release has no package for {}; the other packages are in the "
                            "repository",
                            join(outcome.unknown, ", ")))
        .hint(
            "find the Debian name of the package with `apt-cache search`, or with `apt-file search` for a "
            "file; run apt-get update if apt's lists are old");
}

}  // namespace

int main(int argc, char** argv) {
  hold_standard_streams();
  options::Parser parser(
      "rpmworks-hostbase",
      "Makes an RPM repository out of the packages of this machine's own Debian release. rpmworks builds "
      "against it wherever a target names no other repository, so that no mirror of an RPM distribution is "
      "needed. Debian's packages are fetched by apt and become signed RPMs; nothing is installed, and root "
      "is not needed. Without arguments, the repository contains the packages that most builds need (a "
      "shell, gcc, make, autotools, cmake, meson, python3, perl, rpm-build).");
  parser.footer(
      "The key that signs it is made on the first run and kept outside the cache, in hostbase/gnupg below "
      "$RPMWORKS_DATA, $XDG_DATA_HOME/rpmworks or ~/.local/share/rpmworks.\n\n"
      "  rpmworks-hostbase                        the default packages\n"
      "  rpmworks-hostbase libssl-dev zlib-devel  and these\n\n"
      "then, in a git repository with a spec: rpmworks srpm && rpmworks build *.src.rpm");
  Options options;
  options.jobs = thread_limit();
  options::OptionSet set = parser.options();
  set.help();
  set.version(RPMWORKS_VERSION);
  set.add("PACKAGE", options.packages,
          "add these packages and their dependencies to the default packages: names of Debian's "
          "packages or those of the RPM distributions (libssl-dev, openssl-devel); they are remembered");
  set.add("-o,--output", options.output,
          "folder of the repository (default: hostbase in $RPMWORKS_CACHE, $XDG_CACHE_HOME/rpmworks or "
          "~/.cache/rpmworks)")
      .value("DIR");
  set.add("-j,--jobs", options.jobs, "parallel jobs").value("N").within(1, 1024);
  set.flag("--list", options.list, "only print the content of the repository");
  set.flag("--forget", options.forget, "remove the packages that earlier runs added");
  set.flag("-q,--quiet", options.quiet, "print only warnings and errors");
  set.flag("-v,--verbose", options.verbose, "also show what was omitted, and why");
  const options::Outcome outcome = parser.parse({argv + 1, argv + argc});
  if (!outcome.text.empty()) {
    fmt::print("{}", outcome.text);
    return static_cast<int>(ExitCode::done);
  }
  if (!outcome.error.empty() || !outcome.unexpected.empty()) {
    const Error error(ExitCode::usage, !outcome.error.empty()
                                           ? outcome.error
                                           : fmt::format("unknown option '{}'", outcome.unexpected.front()));
    fmt::print(stderr, "{}", Error(error).hint("see rpmworks-hostbase --help").render());
    return static_cast<int>(error.code());
  }
  // Other users, such as the user that builds, must be able to read the repository. Secret files get their
  // own mode.
  ::umask(022);
  const Cancellation::Scope scope(signals::catch_interrupts());
  try {
    work(options);
    return static_cast<int>(ExitCode::done);
  } catch (...) {
    const Error error = described(std::current_exception());
    fmt::print(stderr, "{}", error.render());
    return static_cast<int>(error.code());
  }
}
