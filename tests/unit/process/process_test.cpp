// SPDX-License-Identifier: GPL-3.0-or-later
#include "process/process.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <future>
#include <memory>
#include <thread>

#include "core/cancel.hpp"
#include "core/error.hpp"
#include "core/pool.hpp"
#include "core/threads.hpp"

using namespace rpmworks;

namespace {

// Runs a program that prints "ready" and then never ends, with a deadline that leaves time for printing.
ProcessResult run_until_ready(Command command) {
  for (auto deadline = std::chrono::milliseconds(300);; deadline *= 2) {
    command.deadline = deadline;
    ProcessResult result = run(command);
    if (result.out.starts_with("ready\n") || deadline > std::chrono::minutes(1)) return result;
  }
}

}  // namespace

TEST_CASE("output, errors and the exit code are returned") {
  const ProcessResult result = run({.argv = {"sh", "-c", "cat; echo bad >&2; exit 3"}, .input = "hello"});
  CHECK(result.exit_code == 3);
  CHECK(result.out == "hello");
  CHECK(result.err == "bad\n");
  CHECK_FALSE(result.ok());
  CHECK(result.peak_kib > 0);
}

TEST_CASE("more data than a pipe can hold passes in both directions at once") {
  const std::string much(3 << 20, 'x');
  const ProcessResult result = run({.argv = {"cat"}, .input = much});
  CHECK(result.out == much);
}

TEST_CASE("a program that does not read its input is not an error") {
  CHECK(run({.argv = {"true"}, .input = std::string(1 << 20, 'x')}).ok());
}

TEST_CASE("at its deadline a program is ended with its whole group") {
  const TempDir folder(fs::temp_directory_path(), "process-");
  const fs::path pid_file = folder.path() / "pid";
  const ProcessResult result = run_until_ready(
      {.argv = {"sh", "-c", "sleep 100 & echo $! > \"$0.new\"; mv \"$0.new\" \"$0\"; echo ready; wait",
                pid_file.string()}});
  CHECK(result.timed_out);
  const pid_t child = static_cast<pid_t>(std::stol(read_file(pid_file)));
  // The orphan may remain a zombie for a moment until init reaps it.
  bool gone = false;
  for (int i = 0; i < 100 && !gone; ++i) {
    gone = ::kill(child, 0) != 0 ||
           read_file("/proc/" + std::to_string(child) + "/stat").find(") Z ") != std::string::npos;
    if (!gone) ::usleep(10000);
  }
  CHECK(gone);
}

TEST_CASE("a cancellation ends only the programs of its own threads") {
  const Cancellation mine;
  const Cancellation others;
  const auto run_under = [](const Cancellation& cancellation, std::vector<std::string> argv) {
    const Cancellation::Scope scope(cancellation);
    // In a thread of that run: only its own threads start programs for it.
    auto result = std::make_shared<std::promise<int>>();
    start_thread([result, argv = std::move(argv)] {
      try {
        result->set_value(run({.argv = argv}).exit_code);
      } catch (...) {
        result->set_exception(std::current_exception());
      }
    }).detach();
    return result->get_future();
  };
  const TempDir folder(fs::temp_directory_path(), "process-");
  const fs::path end = folder.path() / "end";
  auto other =
      run_under(others, {"sh", "-c", "while [ ! -e \"$0\" ]; do sleep 0.01; done; exit 7", end.string()});
  auto own = run_under(mine, {"sleep", "1000"});
  mine.request();
  try {
    own.get();
    FAIL("it was not interrupted");
  } catch (const Error& error) {
    CHECK(error.code() == ExitCode::interrupted);
  }
  write_new_file(end, "");
  CHECK(other.get() == 7);
  const Cancellation::Scope scope(mine);
  CHECK_THROWS_AS(run({.argv = {"true"}}), Error);
  CHECK(run({.argv = {"true"}, .cleanup = true}).ok());
}

TEST_CASE("a program that cleans up on SIGINT gets SIGINT before TERM") {
  const Command command{.argv = {"sh", "-c",
                                 "trap 'echo int; exit 7' INT; trap 'echo term; exit 8' TERM; echo ready;"
                                 "sleep 100 & wait"},
                        .interrupt_first = true};
  const ProcessResult result = run_until_ready(command);
  CHECK(result.timed_out);
  CHECK(result.exit_code == 7);
  CHECK(result.out == "ready\nint\n");
}

TEST_CASE("the callback runs regularly while a program runs, and when it has ended") {
  int beats = 0;
  CHECK(run({.argv = {"true"}, .on_beat = [&] { ++beats; }}).ok());
  CHECK(beats >= 1);
  // The program runs until it has received four.
  const TempDir folder(fs::temp_directory_path(), "process-");
  const fs::path enough = folder.path() / "enough";
  beats = 0;
  const ProcessResult result =
      run({.argv = {"sh", "-c", "while [ ! -e \"$0\" ]; do sleep 0.01; done", enough.string()},
           .deadline = std::chrono::minutes(2),
           .on_beat =
               [&] {
                 if (++beats == 4) write_new_file(enough, "");
               },
           .beat = std::chrono::milliseconds(20)});
  CHECK(result.ok());
  CHECK(beats >= 4);
}

TEST_CASE("background processes of a program do not delay the caller") {
  CHECK(run({.argv = {"sh", "-c", "sleep 1000 & echo started"}}).out == "started\n");
}

TEST_CASE("the given environment is the whole environment") {
  const ProcessResult result =
      run({.argv = {"/usr/bin/env"}, .env = std::map<std::string, std::string>{{"A", "b c"}}});
  CHECK(result.out == "A=b c\n");
}

TEST_CASE("a log gets both streams in order, and lines are reported as they arrive") {
  const TempDir folder(fs::temp_directory_path(), "process-");
  std::vector<std::string> lines;
  Command command{.argv = {"sh", "-c", "echo one; echo two >&2; printf three"}, .log = folder.path() / "log"};
  command.on_line = [&](std::string_view line) { lines.emplace_back(line); };
  run(command);
  CHECK(read_file(folder.path() / "log") == "one\ntwo\nthree");
  CHECK(lines == std::vector<std::string>{"one", "two", "three"});
}

TEST_CASE("a program inherits only the named descriptors") {
  const FileDescriptor mine = open_for_reading("/etc/passwd");
  const Command command{.argv = {"sh", "-c", "read line <&7 && echo ok; ls /proc/self/fd"},
                        .descriptors = {{7, mine.get()}}};
  // 3 is the folder that ls lists.
  CHECK(run(command).out == "ok\n0\n1\n2\n3\n7\n");
}

TEST_CASE("many programs at once do not keep each other's pipes open") {
  std::atomic<int> right{0};
  parallel_for(64, 8, [&](size_t) {
    if (run({.argv = {"cat"}, .input = "x"}).out == "x") ++right;
  });
  CHECK(right == 64);
}

TEST_CASE("a missing program is reported, with its package if it is known") {
  try {
    run({.argv = {"no-such-program"}});
    FAIL("it was started");
  } catch (const Error& error) {
    CHECK(std::string(error.what()) == "the program no-such-program is not installed");
  }
}

TEST_CASE("a program that cannot be started is reported with the cause") {
  const auto why = [](const Command& command) {
    try {
      run(command);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("it was started");
  };
  const TempDir folder(fs::temp_directory_path(), "process-");
  write_new_file(folder.path() / "text", "");
  CHECK(why({.argv = {"/no/such/program"}}) == "cannot start /no/such/program: No such file or directory");
  CHECK(why({.argv = {(folder.path() / "text").string()}}) ==
        "cannot start " + (folder.path() / "text").string() + ": Permission denied");
  CHECK(why({.argv = {"/bin/true"}, .cwd = "/no/such/folder"}) ==
        "cannot start /bin/true: the folder /no/such/folder: No such file or directory");
  // None of them remains as a zombie.
  CHECK(::waitpid(-1, nullptr, WNOHANG) < 0);
  CHECK(errno == ECHILD);
}

TEST_CASE("run_checked reports how a program failed, with its last lines") {
  try {
    run_checked({.argv = {"sh", "-c", "echo reason >&2; exit 4"}}, "trying");
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(std::string(error.what()) == "trying: sh failed with exit code 4");
    CHECK(error.notes() == std::vector<std::string>{"reason"});
  }
}

TEST_CASE("a command is shown as it could be typed") {
  CHECK(shown({.argv = {"rpm", "-q", "a b", "it's", ""}}) == "rpm -q 'a b' 'it'\\''s' ''");
}

TEST_CASE("a program that prints endlessly is ended at the limit") {
  const ProcessResult result = run({.argv = {"sh", "-c", "yes & yes >&2"}, .output_limit = 100000});
  CHECK(result.said_too_much);
  CHECK_FALSE(result.ok());
  CHECK(result.out.size() + result.err.size() == 100000);
  CHECK_FALSE(run({.argv = {"sh", "-c", "echo hello"}, .output_limit = 6}).said_too_much);
}

TEST_CASE("a program started ahead waits for its input, and its deadline starts with the input") {
  ProcessResult result;
  // Waits longer than the deadline; on a slow machine the program may need more than the shortest.
  for (auto deadline = std::chrono::milliseconds(250); deadline < std::chrono::seconds(20); deadline *= 4) {
    StartedProgram program({.argv = {"sh", "-c", "read line; echo \"got $line\"; sleep $line"}});
    std::this_thread::sleep_for(deadline + std::chrono::milliseconds(50));
    result = program.finish("0\n", deadline);
    if (result.ok()) break;
  }
  CHECK(result.ok());
  CHECK(result.out == "got 0\n");
  CHECK(StartedProgram({.argv = {"sh", "-c", "read line; sleep $line"}})
            .finish("100\n", std::chrono::milliseconds(250))
            .timed_out);
  CHECK(StartedProgram({.argv = {"cat"}}).finish("", std::nullopt).ok());
}

TEST_CASE("a program started ahead that is not needed is ended with its whole group") {
  const TempDir folder(fs::temp_directory_path(), "process-");
  const fs::path pid_file = folder.path() / "pid";
  {
    const StartedProgram program(
        {.argv = {"sh", "-c", "echo $$ > \"$0.new\"; mv \"$0.new\" \"$0\"; read line", pid_file.string()}});
    while (!fs::exists(pid_file)) ::usleep(1000);
  }
  CHECK(::kill(static_cast<pid_t>(std::stol(read_file(pid_file))), 0) != 0);
}
