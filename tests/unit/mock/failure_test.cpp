// SPDX-License-Identifier: GPL-3.0-or-later
#include "mock/failure.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/text.hpp"
#include "engine/state_reader.hpp"
#include "mock/build_log.hpp"

using namespace rpmworks;
using namespace rpmworks::engine;
using namespace rpmworks::mock;

namespace {

std::string content(const fs::path& file) {
  return fs::exists(file) ? read_file(file) : "";
}

// case.txt: a keyword and its value on each line.
std::map<std::string, std::string> words_of(const fs::path& folder) {
  std::map<std::string, std::string> words;
  for (const auto& line : split(trim(read_file(folder / "case.txt")), '\n')) {
    const size_t blank = line.find(' ');
    words[line.substr(0, blank)] = line.substr(blank + 1);
  }
  return words;
}

Ending ending_of(const fs::path& folder, std::map<std::string, std::string> words) {
  BuildState state;
  for (const auto& line : split(content(folder / "state.log"), '\n')) state.line(line);
  return {.exit_code = std::stoi(words.at("exit")),
          .timed_out = words["timed"] == "out",
          .finished = state.finished(),
          .full_disk = words["disk"] == "full" ? "/var/lib/mock" : "",
          .failed_in = state.failed_in(),
          .root_log = content(folder / "root.log"),
          .build_log = content(folder / "build.log"),
          .output = content(folder / "mock_output.log")};
}

}  // namespace

TEST_CASE("each log of the corpus gets its class and the line with the cause") {
  std::set<std::string> seen;
  for (const auto& entry : fs::directory_iterator(fs::path(RPMWORKS_TEST_DATA) / "mock-logs")) {
    const std::string name = entry.path().filename().string();
    CAPTURE(name);
    const auto words = words_of(entry.path());
    const auto failure =
        classify(ending_of(entry.path(), words),
                 words.contains("client") ? config::ClientProfile::el6 : config::ClientProfile::modern);
    CHECK(name_of(failure.kind) == words.at("class"));
    CHECK(std::to_string(static_cast<int>(failure.code)) == words.at("code"));
    CHECK(failure.log == words.at("log"));
    CHECK(failure.cause == words.at("cause"));
    if (words.contains("hint")) CHECK(failure.hint == words.at("hint"));
    CHECK(name.starts_with(name_of(failure.kind)));
    CHECK(failure.lines.size() <= k_shown_lines);
    CHECK_FALSE(failure.lines.empty());
    seen.insert(std::string(name_of(failure.kind)));
  }
  CHECK(seen == std::set<std::string>{"package", "dependencies", "network", "host", "configuration",
                                      "timeout", "cancelled"});
}

TEST_CASE("mock's own lines and rpm's repetitions do not belong to the output of rpmbuild") {
  CHECK(last_rpmbuild_of("Mock Version: 6.7\n"
                         "Executing command: ['bash', '-c', 'rpmbuild -bs']\n"
                         "Wrote: x.src.rpm\n"
                         "Child return code was: 0\n"
                         "Executing command: ['bash', '-c', 'rpmbuild -bb']\n"
                         "it does not work\n"
                         "RPM build warnings:\n"
                         "RPM build errors:\n"
                         "+ exit 1\n"
                         "warning: no %changelog\n"
                         "error: Bad exit status from /var/tmp/rpm-tmp.a (%build)\n"
                         "    no %changelog\n"
                         "    Bad exit status from /var/tmp/rpm-tmp.a (%build)\n"
                         "    what was said once\n"
                         "Child return code was: 1\n") ==
        "it does not work\n+ exit 1\nwarning: no %changelog\n"
        "error: Bad exit status from /var/tmp/rpm-tmp.a (%build)\n    what was said once\n\n");
}

TEST_CASE("only transient failures are retried") {
  for (const auto kind : {FailureClass::package, FailureClass::dependencies, FailureClass::configuration,
                          FailureClass::timeout, FailureClass::cancelled})
    CHECK_FALSE(is_transient(kind));
  CHECK(is_transient(FailureClass::network));
  CHECK(is_transient(FailureClass::host));
}

TEST_CASE("a build that is killed each time fails because of its memory use") {
  const Ending killed{
      .exit_code = 1, .failed_in = {"rpmbuild x"}, .build_log = "Child return code was: -9\n"};
  CHECK(was_killed(killed));
  CHECK(was_killed({.exit_code = 137}));
  // These do not count: ended by rpmworks, ended by TERM, and a program of the build that was killed.
  CHECK_FALSE(was_killed({.exit_code = 137, .timed_out = true}));
  CHECK_FALSE(was_killed({.exit_code = 137, .cancelled = true}));
  CHECK_FALSE(was_killed({.exit_code = 143}));
  CHECK_FALSE(
      was_killed({.exit_code = 1, .build_log = "gcc: fatal error: Killed\nChild return code was: 1\n"}));
  ClassifiedFailure failure = classify(killed, config::ClientProfile::modern);
  CHECK(failure.kind == FailureClass::host);
  CHECK(failure.hint.starts_with("the kernel kills processes when memory runs out"));
  blame_package(failure);
  CHECK(failure.kind == FailureClass::package);
  CHECK(failure.code == ExitCode::build);
  CHECK(failure.cause ==
        "rpmbuild was ended by signal 9 each time: most likely it needs more memory than there is");
}

TEST_CASE("requirements that a build asked for in vain are those not known before") {
  const ClassifiedFailure failure{
      .kind = FailureClass::dependencies,
      .cause = "No matching package to install: 'generated >= 1'",
      .lines = {"No matching package to install: 'of-the-header'", "Not all dependencies satisfied",
                "No matching package to install: 'generated >= 1'"}};
  CHECK(asked_in_vain(failure, {"of-the-header"}) == std::vector<std::string>{"generated >= 1"});
  CHECK(asked_in_vain(failure, {}) == std::vector<std::string>{"of-the-header", "generated >= 1"});
  CHECK(asked_in_vain(failure, {"of-the-header", "generated >= 1"}).empty());
  ClassifiedFailure other = failure;
  other.kind = FailureClass::package;
  CHECK(asked_in_vain(other, {}).empty());
}

TEST_CASE("twenty lines are shown, and the cause is one of them") {
  std::string log;
  for (int i = 0; i < 60; ++i) log += "DEBUG util.py:461:  line " + std::to_string(i) + "\n";
  log += "DEBUG util.py:461:  nothing provides x\n";
  for (int i = 60; i < 160; ++i) log += "DEBUG util.py:461:  line " + std::to_string(i) + "\n";
  const auto failure = classify({.exit_code = 30, .root_log = log}, config::ClientProfile::modern);
  CHECK(failure.kind == FailureClass::dependencies);
  CHECK(failure.lines.size() == 20);
  CHECK(std::ranges::find(failure.lines, "nothing provides x") != failure.lines.end());
}

TEST_CASE("hostile logs are treated as text") {
  for (const std::string& log :
       {std::string(300000, 'a'), std::string("\0\xff\n", 3), std::string(100000, '\n'),
        std::string("DEBUG "), std::string("error: Bad exit status from )(")})
    for (const int code : {0, 1, 2, 11, 30, 40, 99, 137})
      CHECK(classify({.exit_code = code, .root_log = log, .build_log = log, .output = log},
                     config::ClientProfile::el6)
                .cause.size() <= 400);
}

TEST_CASE("a failure is stored as JSON") {
  CHECK(to_json({.kind = FailureClass::network,
                 .code = ExitCode::upstream,
                 .phase = "chroot init",
                 .cause = "no host",
                 .lines = {"a", "b"},
                 .log = "root.log",
                 .hint = "wait"}) ==
        "{\n  \"class\": \"network\",\n  \"code\": 7,\n  \"phase\": \"chroot init\",\n  \"cause\": \"no "
        "host\",\n"
        "  \"log\": \"root.log\",\n  \"lines\": [\n    \"a\",\n    \"b\"\n  ],\n  \"hint\": \"wait\"\n}\n");
}
