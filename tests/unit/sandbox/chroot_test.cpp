// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "core/error.hpp"
#include "sandbox/sandbox.hpp"
#include "support/skip.hpp"

using namespace rpmworks;
using sandbox::Sandbox;
using sandbox::User;

namespace {

// The host's programs replace a target's: bound over an otherwise empty overlay.
struct Chroot {
  TempDir folder{fs::temp_directory_path(), "rpmworks-sandbox-"};
  Sandbox box;

  explicit Chroot(User user) {
    for (const char* const name : {"lower/etc", "upper", "work"}) make_folders(path(name));
    write_file_atomically(path("lower/etc/greeting"), "hello\n");
    box.overlay = sandbox::Overlay{{path("lower")}, path("upper"), path("work")};
    box.binds.push_back({"/usr", "/usr", false});
    for (const char* const name : {"/bin", "/lib", "/lib64"})
      if (fs::exists(name)) box.binds.push_back({name, name, false});
    box.user = user;
  }
  ~Chroot() { sandbox::remove_build_tree(folder.path()); }
  fs::path path(const std::string& name) const { return folder.path() / name; }
  ProcessResult shell(const std::string& script) const {
    return sandbox::run(box, {.argv = {"/bin/sh", "-c", script}});
  }
};

bool chroots_can_be_made() {
  try {
    const TempDir folder(fs::temp_directory_path(), "rpmworks-sandbox-");
    if (sandbox::require_sandboxes(folder.path()).layering == sandbox::Layering::kernel) return true;
    test::skip("the kernel refuses overlays here");
    return false;
  } catch (const Error& error) {
    test::skip(error.render());
    return false;
  }
}

std::string mounts() {
  return read_file("/proc/self/mountinfo");
}

}  // namespace

TEST_CASE("the build user has no privileges, and the overlay keeps the layer below") {
  if (!chroots_can_be_made()) return;
  const Chroot chroot(User::builder);
  const auto result = chroot.shell(
      "id -u; id -g; id -G; cat /etc/greeting; stat -c %u /etc/greeting; echo $HOME; hostname;"
      "grep -E '^(Cap(Inh|Prm|Eff|Bnd|Amb)|NoNewPrivs)' /proc/self/status | cut -f2 | sort -u");
  CHECK(result.err == "");
  CHECK(result.out == "59000\n59000\n59000\nhello\n0\n/tmp\nrpmworks\n0000000000000000\n1\n");
  CHECK_FALSE(chroot.shell("echo x > /etc/greeting").ok());
}

TEST_CASE("root of the chroot writes to the upper layer and can change the owner of files") {
  if (!chroots_can_be_made()) return;
  const Chroot chroot(User::root);
  const auto result = chroot.shell(
      "echo bye > /etc/greeting && mkdir /home && chown 59000:59000 /home && chmod 700 /home &&"
      "stat -c '%u %a' /home && id -u && touch /tmp/x");
  CHECK(result.err == "");
  CHECK(result.out == "59000 700\n0\n");
  CHECK(read_file(chroot.path("lower/etc/greeting")) == "hello\n");
  CHECK(read_file(chroot.path("upper/etc/greeting")) == "bye\n");
  CHECK_FALSE(fs::exists(chroot.path("upper/tmp/x")));
  struct stat info {};
  CHECK(::stat(chroot.path("upper/home").c_str(), &info) == 0);
  CHECK(info.st_uid != ::getuid());
  // The upper layer can be a lower layer of another sandbox.
  Chroot second(User::builder);
  second.box.overlay->lower = {chroot.path("upper"), chroot.path("lower")};
  CHECK(second.shell("cat /etc/greeting; echo x > /home/mine; ls /home").out == "bye\nmine\n");
}

TEST_CASE("root of the chroot cannot mount, load modules, or change settings of the kernel") {
  if (!chroots_can_be_made()) return;
  const Chroot chroot(User::root);
  CHECK_FALSE(chroot.shell("mount -t tmpfs none /mnt 2>&1").ok());
  CHECK_FALSE(chroot.shell(": >> /proc/sys/kernel/panic").ok());
  CHECK_FALSE(chroot.shell("mount -o remount,rw /proc").ok());
  CHECK_FALSE(chroot.shell("echo x > /usr/x").ok());
  CHECK(chroot.shell("cat /proc/net/dev").out.find("eth") == std::string::npos);
  // Real root can create a device file, but not open it.
  CHECK_FALSE(chroot.shell("mknod /disk b 254 0 && head -c 1 /disk").ok());
}

TEST_CASE("with a folder as root, writes go into it directly") {
  if (!chroots_can_be_made()) return;
  Chroot chroot(User::root);
  chroot.box.overlay.reset();
  chroot.box.folder_as_root = chroot.path("lower");
  CHECK(chroot.shell("mkdir -p /new/folder && chown 7:7 /new/folder").ok());
  CHECK(fs::exists(chroot.path("lower/new/folder")));
}

TEST_CASE("descriptors of the caller do not reach the program") {
  if (!chroots_can_be_made()) return;
  for (const User user : {User::root, User::builder}) {
    const Chroot chroot(user);
    CHECK(chroot.shell("ls /proc/self/fd | wc -l").out == "4\n");  // its three, and the one for the listing
  }
  CHECK(sandbox::run({}, {.argv = {"/bin/sh", "-c", "ls /proc/self/fd | wc -l"}}).out == "4\n");
}

TEST_CASE("a missing program is the program's failure, exit code 127") {
  if (!chroots_can_be_made()) return;
  const Chroot chroot(User::builder);
  const auto result = sandbox::run(chroot.box, {.argv = {"no-such-program"}});
  CHECK(result.exit_code == 127);
  CHECK(result.err.find("no-such-program") != std::string::npos);
}

TEST_CASE("after the deadline no mount and no process remains") {
  if (!chroots_can_be_made()) return;
  const std::string before = mounts();
  const Chroot chroot(User::builder);
  Command command{.argv = {"/bin/sh", "-c", "trap '' TERM; (setsid sleep 33.25 &) ; sleep 33.25"}};
  command.deadline = std::chrono::milliseconds(300);
  const auto result = sandbox::run(chroot.box, command);
  CHECK(result.timed_out);
  CHECK(result.wall < std::chrono::seconds(5));
  CHECK(mounts() == before);
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  CHECK(rpmworks::run({.argv = {"pgrep", "-f", "sleep 33.25"}}).exit_code == 1);
}

TEST_CASE("killing this process ends everything inside and unmounts") {
  if (!chroots_can_be_made()) return;
  const std::string before = mounts();
  const Chroot chroot(User::builder);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    chroot.shell("(setsid sleep 34.25 &) ; sleep 34.25");
    ::_exit(0);
  }
  const auto sleeping = [] { return rpmworks::run({.argv = {"pgrep", "-f", "sleep 34.25"}}).ok(); };
  for (int i = 0; i < 100 && !sleeping(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  CHECK(sleeping());
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  for (int i = 0; i < 100 && sleeping(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  CHECK_FALSE(sleeping());
  CHECK(mounts() == before);
}

TEST_CASE("limits apply to the build user") {
  if (!chroots_can_be_made()) return;
  Chroot chroot(User::builder);
  chroot.box.limits.cpu_seconds = 100;
  CHECK(chroot.shell("ulimit -t").out == "100\n");
}

TEST_CASE("trees with files of other users are removed completely, and nothing else") {
  if (!chroots_can_be_made()) return;
  const Chroot chroot(User::root);
  CHECK(chroot.shell("mkdir -p /a/b/c && touch /a/b/c/d && chown -R 59000 /a && chmod 0 /a /a/b").ok());
  sandbox::remove_build_tree(chroot.path("upper/a"));
  CHECK_FALSE(fs::exists(chroot.path("upper/a")));
  CHECK(fs::exists(chroot.path("upper")));
  sandbox::remove_build_tree(chroot.path("upper/a"));  // missing: no error
}

TEST_CASE("paths with the special characters of mount options work") {
  if (!chroots_can_be_made()) return;
  Chroot chroot(User::builder);
  const fs::path odd = chroot.path("a:b,c\\d e");
  for (const char* const name : {"lower/etc", "upper", "work"}) make_folders(odd / name);
  write_file_atomically(odd / "lower/etc/greeting", "odd\n");
  chroot.box.overlay = sandbox::Overlay{{odd / "lower"}, odd / "upper", odd / "work"};
  CHECK(chroot.shell("cat /etc/greeting").out == "odd\n");
}

TEST_CASE("a missing layer is an error that names it") {
  if (!chroots_can_be_made()) return;
  Chroot chroot(User::builder);
  chroot.box.overlay->lower.insert(chroot.box.overlay->lower.begin(), "/no/such/layer");
  CHECK_THROWS_AS(chroot.shell("true"), Error);
}
