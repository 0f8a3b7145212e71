// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/follower.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "core/text.hpp"

using namespace rpmworks;
using namespace rpmworks::engine;

namespace {

/// Records the reported phases.
class Phases : public EventSink {
 public:
  std::vector<std::string> seen;
  void on_event(const Event& event) override {
    if (event.kind == Event::Kind::phase) seen.push_back(event.subject + ": " + event.result);
  }
};

std::vector<std::string> names_of(const std::vector<Phase>& phases) {
  std::vector<std::string> names;
  for (const auto& phase : phases) names.push_back(std::to_string(phase.depth) + " " + phase.name);
  return names;
}

}  // namespace

TEST_CASE("the lines of build.log that begin a section") {
  CHECK(section_begun("Executing(%build): /bin/sh -e /var/tmp/rpm-tmp.Z3uF8o") == "%build");
  CHECK(section_begun("Executing(%generate_buildrequires): /bin/sh -e x") == "%generate_buildrequires");
  CHECK(section_begun("Processing files: greet-1.0-1.noarch") == "%files");
  for (const char* const line : {"", "Executing(", "Executing(%build", "Executing(%rm -rf): x",
                                 " Executing(%build): x", "+ echo Executing(%build): x"})
    CHECK_MESSAGE(section_begun(line).empty(), line);
}

TEST_CASE("steps in readable form") {
  CHECK(shown_step("build setup for greet-1.0-1.src.rpm") == "build setup");
  CHECK(shown_step("rpmbuild greet-1.0-1.src.rpm") == "rpmbuild");
  CHECK(shown_step("chroot init") == "chroot init");
  CHECK(shown_step("dnf install (bootstrap)") == "dnf install (bootstrap)");
  CHECK(shown_step("run").empty());
  CHECK(shown_step("build phase for greet-1.0-1.src.rpm").empty());
}

TEST_CASE("a log continues at another path") {
  const TempDir folder(fs::temp_directory_path(), "follower-");
  const fs::path first = folder.path() / "first.log";
  const fs::path copy = folder.path() / "copy.log";
  write_file_atomically(first, "one\ntwo\nthr");
  std::string seen;
  const auto see = [&](std::string_view line) { seen.append(line).append(" "); };
  LogTail log(first);
  log.read_on(see);
  copy_file_contents(first, copy);
  std::ofstream(copy, std::ios::app) << "ee\nfour\n";
  log.moved(copy);
  log.read_on(see);
  CHECK(seen == "one two three four ");
  // A log that replaces it is read from its beginning.
  write_file_atomically(copy, "one\ntwo\nthree\nfour\nfive\n");
  log.read_on(see);
  CHECK(seen == "one two three four one two three four five ");
}

TEST_CASE("a build can be followed from the middle") {
  const TempDir folder(fs::temp_directory_path(), "follower-");
  const Activity building(Reporter::silent(), "building", "greet");
  BuildFollower follower(folder.path(), Reporter::silent());
  std::string steps;
  for (const char* const step : {"Start: run", "Start: build setup for greet",
                                 "Finish: build setup for greet", "Start: rpmbuild greet"})
    steps += std::string("2026-01-05 13:40:37,074 - ") + step + "\n";
  write_file_atomically(folder.path() / "state.log", steps);
  write_file_atomically(folder.path() / "build.log", "Executing(%prep): x\nExecuting(%build): x\n");
  follower.read_on();
  CHECK(follower.shown() == "%build");
  CHECK(names_of(follower.phases()) == std::vector<std::string>{"1 build setup for greet", "2 %prep"});
}

TEST_CASE("a build is followed in both logs while they are written") {
  const TempDir folder(fs::temp_directory_path(), "follower-");
  auto sink = std::make_shared<Phases>();
  Reporter reporter(sink);
  const Activity building(reporter, "building", "greet");
  BuildFollower follower(folder.path(), reporter);
  follower.read_on();  // nothing exists yet
  std::ofstream state(folder.path() / "state.log");
  std::ofstream log(folder.path() / "build.log");
  state << "2026-01-05 13:40:37,074 - Start: run\n2026-01-05 13:40:37,074 - Sta" << std::flush;
  follower.read_on();
  CHECK(follower.state().open() == std::vector<std::string>{"run"});
  state << "rt: build setup for greet.src.rpm\n" << std::flush;
  follower.read_on();
  state << "2026-01-05 13:40:38,574 - Finish: build setup for greet.src.rpm\n"
           "2026-01-05 13:40:38,574 - Start: rpmbuild greet.src.rpm\n"
        << std::flush;
  follower.read_on();
  log << "Executing(%prep): /bin/sh -e x\nExecuting(%bui" << std::flush;
  follower.read_on();
  log << "ld): /bin/sh -e x\n" << std::string(100000, '.') << std::flush;
  follower.read_on();
  log << "\nProcessing files: greet\nProcessing files: greet-devel\n" << std::flush;
  state << "2026-01-05 13:40:40,574 - Finish: rpmbuild greet.src.rpm\n"
           "2026-01-05 13:40:40,574 - Finish: run\n"
        << std::flush;
  follower.read_on();
  CHECK(sink->seen == std::vector<std::string>{"greet: build setup", "greet: rpmbuild", "greet: %prep",
                                               "greet: %build", "greet: %files"});
  CHECK(names_of(follower.phases()) == std::vector<std::string>{"1 build setup for greet.src.rpm", "2 %prep",
                                                                "2 %build", "2 %files",
                                                                "1 rpmbuild greet.src.rpm", "0 run"});
  CHECK(follower.phases()[0].time == std::chrono::milliseconds(1500));
  CHECK(phases_json({follower.phases()[0]}) ==
        "[\n  {\n    \"phase\": \"build setup for greet.src.rpm\",\n    \"depth\": 1,\n    \"seconds\": "
        "1.5\n  }\n]\n");
}

TEST_CASE("a log that was replaced is read from its beginning") {
  const TempDir folder(fs::temp_directory_path(), "tail-");
  const fs::path file = folder.path() / "log";
  LogTail tail(file);
  std::vector<std::string> lines;
  const auto take = [&](std::string_view line) { lines.emplace_back(line); };
  write_file_atomically(file, "one\ntwo\nthr");
  tail.read_on(take);
  write_file_atomically(file, "four\nfive\nsix\n");
  tail.read_on(take);
  CHECK(lines == std::vector<std::string>{"one", "two", "four", "five", "six"});
}
