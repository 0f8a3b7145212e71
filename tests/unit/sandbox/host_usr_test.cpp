// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>
#include <unistd.h>

#include <chrono>

#include "core/error.hpp"
#include "sandbox/sandbox.hpp"

using namespace rpmworks;
using sandbox::Sandbox;

namespace {

ProcessResult shell(const std::string& script, const Sandbox& box = {}) {
  return sandbox::run(box, {.argv = {"/bin/sh", "-c", script}});
}

}  // namespace

TEST_CASE("programs run with the host's /usr, and no other files of the host exist") {
  const auto result = shell("ls / /etc /home /root /work 2>/dev/null; id -u; hostname; pwd");
  CHECK(result.err == "");
  CHECK(result.out.find("usr") != std::string::npos);
  CHECK(result.out.find("shadow") == std::string::npos);
  CHECK(result.out.find("/home:") == std::string::npos);
  CHECK(result.out.find("/work:") == std::string::npos);
  CHECK(result.out.ends_with("59000\nrpmworks\n/\n"));
}

TEST_CASE("no capabilities, no new privileges, no network except loopback") {
  const auto result =
      shell("grep -E 'Cap(Inh|Prm|Eff|Bnd|Amb)|NoNewPrivs' /proc/self/status; cat /proc/net/dev");
  CHECK(result.out.find("CapEff:\t0000000000000000") != std::string::npos);
  CHECK(result.out.find("CapBnd:\t0000000000000000") != std::string::npos);
  CHECK(result.out.find("NoNewPrivs:\t1") != std::string::npos);
  CHECK(result.out.find("lo:") != std::string::npos);
  CHECK(result.out.find("eth") == std::string::npos);
}

TEST_CASE("only /tmp, /dev/shm and writable binds can be written to") {
  CHECK_FALSE(shell("echo x > /usr/x").ok());
  CHECK_FALSE(shell("echo x > /x").ok());
  CHECK_FALSE(shell(": >> /proc/sys/kernel/panic").ok());
  CHECK(shell("echo x > /tmp/x && echo x > /var/tmp/x && echo x > /dev/shm/x").ok());

  const TempDir folder(fs::temp_directory_path(), "rpmworks-sandbox-");
  Sandbox box;
  box.binds = {{folder.path(), "/in", false}, {folder.path(), "/out", true}};
  CHECK_FALSE(shell("echo x > /in/file", box).ok());
  CHECK(shell("echo hello > /out/file && cat /in/file", box).out == "hello\n");
  CHECK(read_file(folder.path() / "file") == "hello\n");
  CHECK_FALSE(fs::exists("/tmp/x"));
}

TEST_CASE("the environment contains the requested variables and defaults, none of the caller's") {
  ::setenv("RPMWORKS_SECRET", "secret", 1);
  Sandbox box;
  box.env["GREETING"] = "hello";
  const auto result = sandbox::run(box, {.argv = {"env"}});
  CHECK(result.out.find("RPMWORKS_SECRET") == std::string::npos);
  CHECK(result.out.find("GREETING=hello\n") != std::string::npos);
  CHECK(result.out.find("TZ=UTC\n") != std::string::npos);
  CHECK(result.out.find("LC_ALL=C.UTF-8\n") != std::string::npos);
}

TEST_CASE("input, folder and exit code are passed through") {
  Command command{.argv = {"/bin/sh", "-c", "cat; pwd; exit 7"}};
  command.input = "text\n";
  command.cwd = "/usr/bin";
  const auto result = sandbox::run({}, command);
  CHECK(result.out == "text\n/usr/bin\n");
  CHECK(result.exit_code == 7);
}

TEST_CASE("a log gets both streams") {
  const TempDir folder(fs::temp_directory_path(), "rpmworks-sandbox-");
  Command command{.argv = {"/bin/sh", "-c", "echo out; echo err >&2"}};
  command.log = folder.path() / "log";
  CHECK(sandbox::run({}, command).ok());
  CHECK(read_file(command.log) == "out\nerr\n");
}

TEST_CASE("limits apply") {
  Sandbox box;
  box.limits.file_bytes = 1000;
  CHECK_FALSE(shell("head -c 5000 /dev/zero > /tmp/x", box).ok());
  box.limits = {.memory_bytes = 256UL << 20};
  CHECK_FALSE(sandbox::run(box, {.argv = {"python3", "-c", "x = bytearray(1 << 30)"}}).ok());
  CHECK(shell("ulimit -c").out == "0\n");
}

TEST_CASE("the deadline ends everything inside") {
  Command command{.argv = {"/bin/sh", "-c", "trap '' TERM; (setsid sleep 31 &) ; sleep 31"}};
  command.deadline = std::chrono::milliseconds(200);
  const auto result = sandbox::run({}, command);
  CHECK(result.timed_out);
  CHECK(result.wall < std::chrono::seconds(5));
}

TEST_CASE("if a sandbox cannot be created, the error says why") {
  Sandbox box;
  box.binds = {{"/there/is/no/such/folder", "/in", false}};
  try {
    shell("true", box);
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.render().find("/there/is/no/such/folder") != std::string::npos);
    CHECK(error.code() == ExitCode::failed);
  }
}

TEST_CASE("a sandbox started ahead sees files written to its folders since, and ends if it is not needed") {
  const TempDir folder(fs::temp_directory_path(), "rpmworks-sandbox-");
  Sandbox box;
  box.binds = {{folder.path(), "/in", false}};
  sandbox::Started ahead(box, {.argv = {"/bin/sh", "-c", "read name; cat /in/$name"}});
  write_file_atomically(folder.path() / "late", "came later");
  CHECK(ahead.finish("late\n", std::chrono::seconds(20)).out == "came later");
  box.binds = {{"/there/is/no/such/folder", "/in", false}};
  sandbox::Started impossible(box, {.argv = {"/bin/true"}});
  CHECK_THROWS_AS(impossible.finish("", std::nullopt), Error);
}
