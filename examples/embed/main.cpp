// SPDX-License-Identifier: GPL-3.0-or-later
//
// A program that makes a release with the library of rpmworks: docs/embedding.md walks through it.
//
//     embed REPOS.YAML RELEASE [SECONDS]     gives up when it takes longer
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <iostream>
#include <mutex>
#include <thread>

#include "core/error.hpp"
#include "pipeline/release.hpp"
#include "product/session.hpp"
#include "publishing/publish.hpp"

using namespace rpmworks;

namespace {

/// Prints activities that start, results and warnings. Called from several threads, one at a time.
class Lines : public EventSink {
 public:
  void on_event(const Event& event) override {
    if (event.is_step) return;
    if (event.kind == Event::Kind::begin) std::cerr << event.verb << " " << event.subject << "\n";
    if (event.kind == Event::Kind::end)
      std::cerr << "  done: " << event.subject << " " << event.result << "\n";
    if (event.kind == Event::Kind::warning) std::cerr << "warning: " << event.subject << "\n";
  }
};

/// Requests the end of a session's work after some time, from a separate thread.
std::jthread deadline(const Cancellation& cancel, std::chrono::seconds after) {
  return std::jthread([cancel, after](const std::stop_token& stop) {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any none;
    none.wait_for(lock, stop, after, [] { return false; });
    if (!stop.stop_requested()) cancel.request();
  });
}

void make_release(product::Session& session, const std::string& name) {
  const std::vector<config::Target> targets = locking::choose_release_targets(session);
  pipeline::ReleaseRun run(session, layout::Targets(targets), {.release = name});
  for (const auto& srpm : run.srpms()) std::cout << "source " << srpm.file_name << "\n";
  schedule::Outcome outcome = run.build();
  for (const auto& failed : outcome.failed) std::cout << "failed " << failed.name << "\n";
  const pipeline::Release made = run.compose(std::move(outcome).require_complete());
  pipeline::publish_made(session, made);
  for (const auto& package : made.composed.manifest.packages)
    std::cout << "package " << (made.composed.folder / package.file).string() << "\n";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return static_cast<int>(ExitCode::usage);
  std::signal(SIGPIPE,
              SIG_IGN);  // a program that ends early is reported as an error and does not end this process
  Reporter reporter(std::make_shared<Lines>());
  const Cancellation cancel;
  try {
    std::jthread timer;
    if (argc > 3) timer = deadline(cancel, std::chrono::seconds(std::stoul(argv[3])));
    product::Session session = product::open_session({.config = argv[1]}, reporter, cancel);
    make_release(session, argv[2]);
    return 0;
  } catch (const Error& error) {
    if (const auto& where = error.where()) std::cerr << where->file << ":" << where->line << ": ";
    std::cerr << "error: " << error.what() << "\n";
    for (const auto& note : error.notes()) std::cerr << "  " << note << "\n";
    if (!error.hint().empty()) std::cerr << "hint: " << error.hint() << "\n";
    return static_cast<int>(error.code());
  }
}
