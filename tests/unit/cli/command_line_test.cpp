// SPDX-License-Identifier: GPL-3.0-or-later
#include "command_line.hpp"

#include <doctest/doctest.h>

using namespace rpmworks;
using namespace rpmworks::cli;

namespace {

/// "message | hint" of a command line that is refused.
std::string refusal(const std::vector<std::string>& arguments) {
  try {
    (void)read_command_line(commands(), arguments);
  } catch (const Error& error) {
    CHECK(error.code() == ExitCode::usage);
    return std::string(error.what()) + " | " + error.hint();
  }
  return "";
}

}  // namespace

TEST_CASE("options may stand before and after the command") {
  const Invocation before =
      read_command_line(commands(), {"-c", "a.yaml", "--json", "-j", "3", "release", "1.0"});
  const Invocation after =
      read_command_line(commands(), {"release", "1.0", "--config=a.yaml", "--json", "-j3"});
  for (const auto* one : {&before, &after}) {
    CHECK(one->action);
    CHECK(one->globals.config == "a.yaml");
    CHECK(one->globals.json);
    CHECK(one->globals.jobs == 3);
    CHECK_FALSE(one->globals.quiet);
  }
}

TEST_CASE("a package may have the name of a command") {
  CHECK(read_command_line(commands(), {"srpm", "build", "check"}).action);
  CHECK(read_command_line(commands(), {"build", "--", "--odd"}).action);
}

TEST_CASE("errors of the command line suggest what was probably meant") {
  CHECK(refusal({}) == "missing command | see rpmworks --help");
  CHECK(refusal({"relese"}) == "unknown command 'relese' | did you mean 'release'?");
  CHECK(refusal({"frobnicate"}) == "unknown command 'frobnicate' | see rpmworks --help");
  CHECK(refusal({"--jsn", "check"}) == "unknown option '--jsn' | did you mean '--json'?");
  CHECK(refusal({"srpm", "--reff=x"}) == "unknown option '--reff' | did you mean '--ref'?");
  CHECK(refusal({"release", "1.0", "--zzz"}) == "unknown option '--zzz' | see rpmworks release --help");
  CHECK(refusal({"release", "1", "2"}) == "unexpected argument '2' | see rpmworks release --help");
  CHECK(refusal({"srpm", "--ref"}) == "--ref needs a value: REF | see rpmworks srpm --help");
  CHECK(refusal({"release"}) == "RELEASE is required | see rpmworks release --help");
  CHECK(refusal({"check", "-j", "0"}) ==
        "--jobs: Value 0 not in range 1 to 1024 | see rpmworks check --help");
  CHECK(refusal({"check", "-j", "many"}) ==
        "--jobs: Value many not in range 1 to 1024 | see rpmworks check --help");
  CHECK(refusal({"manifest", "1", "--format", "xml"}) ==
        "--format: xml not in {json,csv,text,spdx,spdx-2.3,cyclonedx,cyclonedx-1.6,packages} | see rpmworks "
        "manifest --help");
}

TEST_CASE("every command has a summary, examples and help") {
  const std::string all = read_command_line(commands(), {"--help"}).text;
  for (const auto& command : commands()) {
    CAPTURE(command.name);
    CHECK(all.find(command.summary) != std::string::npos);
    const std::string own = read_command_line(commands(), {command.name, "--help"}).text;
    CHECK(own.find(std::string("Usage: rpmworks ") + command.name) != std::string::npos);
    CHECK(own.find("Examples:") != std::string::npos);
    CHECK(own.find(std::string("  rpmworks ") + command.name) != std::string::npos);
  }
  CHECK(read_command_line(commands(), {"help", "srpm"}).text ==
        read_command_line(commands(), {"srpm", "--help"}).text);
  CHECK(read_command_line(commands(), {"help"}).text == all);
  CHECK(read_command_line(commands(), {"--version"}).text.starts_with("rpmworks "));
}

TEST_CASE("the command is known before its options are parsed") {
  CHECK(command_of({"--workspace", "build", "-j3", "--json", "srpm", "--check", "release"}) == "srpm");
  CHECK(command_of({"srpm", "--help"}) == "srpm");
  CHECK(command_of({"-vq", "--cache=x", "check"}) == "check");
  CHECK(command_of({"--version"}) == "--version");
  CHECK(command_of({"--help", "srpm"}) == "--help");
  CHECK(command_of({"--jsn", "srpm"}) == "--jsn");
  CHECK(command_of({"--jobs", "many", "srpm"}).empty());
  CHECK(command_of({}).empty());
}
