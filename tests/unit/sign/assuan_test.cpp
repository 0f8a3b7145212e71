// SPDX-License-Identifier: GPL-3.0-or-later
#include "sign/assuan.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>

#include "core/files.hpp"
#include "core/threads.hpp"
#include "sign/openpgp_signature.hpp"

using namespace rpmworks;
using namespace std::chrono_literals;

namespace {

/// A server that sends fixed bytes and then closes the connection, whatever it is asked.
struct Server {
  explicit Server(std::string_view bytes, bool closes = true) {
    int ends[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    client.reset(ends[0]);
    server.reset(ends[1]);
    write_all(server, bytes, "a socket");
    if (closes) ::shutdown(server.get(), SHUT_WR);
  }
  FileDescriptor client, server;
  sign::AssuanReply ask(std::chrono::milliseconds deadline = 5s) const {
    return sign::Assuan(client.get(), client.get()).request("PKSIGN", deadline);
  }
};

}  // namespace

TEST_CASE("replies of an Assuan server") {
  const auto good = Server("S PROGRESS x\n# a remark\nD (7:sig-val%0A\nD %25)\nOK done\n").ask();
  CHECK(good.ok());
  CHECK(good.data == "(7:sig-val\n%)");
  CHECK(good.status == std::vector<std::string>{"PROGRESS x"});
  const auto refused = Server("ERR 67108949 No pinentry <GPG Agent>\n").ask();
  CHECK_FALSE(refused.ok());
  CHECK_FALSE(refused.lost());
  CHECK(refused.text == "No pinentry <GPG Agent>");
  // A question is refused, and then the reply counts.
  const Server asking("INQUIRE PASSPHRASE\nERR 1 canceled\n");
  CHECK(asking.ask().text == "canceled");
}

TEST_CASE("a server that ends, is silent or answers nonsense") {
  const auto lost = [](std::string_view bytes) {
    const auto reply = Server(bytes).ask();
    CHECK(reply.lost());
    return reply.text;
  };
  CHECK(lost("") == "it has ended");
  CHECK(lost("D abc") == "it has ended");
  CHECK(lost("HTTP/1.1 400 Bad Request\r\n\r\n") == "it answered 'HTTP/1.1 400 Bad Request\\x0d'");
  CHECK(lost("OKAY\n") == "it answered 'OKAY'");
  CHECK(lost(std::string("\0\xff\n", 3)).starts_with("it answered '"));
  CHECK(lost("D " + std::string(5000, 'x')) == "it sends a line without end");
  std::string many;
  for (int i = 0; i < 2000; ++i) many += "S x\n";
  CHECK(lost(many) == "it sends lines without end");
  std::string long_data;
  for (int i = 0; i < 100; ++i) long_data += "D " + std::string(900, 'x') + "\n";
  CHECK(lost(long_data) == "it sends data without end");
  const auto silent = Server("S x\n", false).ask(20ms);
  CHECK(silent.lost());
  CHECK(silent.timed_out);
  CHECK(silent.text == "no answer within the deadline");
}

TEST_CASE("the numbers of a signature") {
  using sign::numbers_of_signature;
  CHECK(numbers_of_signature("(7:sig-val(3:rsa(1:s3:abc)))") == std::vector<std::string>{"abc"});
  CHECK(numbers_of_signature("(7:sig-val(5:eddsa(1:r2:ab)(1:s2:cd)))") ==
        std::vector<std::string>{"ab", "cd"});
  for (const char* nonsense :
       {"", "(", "(7:sig-val", "(7:sig-val(3:rsa(1:s3:ab)))",
        "(7:sig-val(3:rsa(1:s99999999999999999999:abc)))", "(7:sig-val(3:rsa(1:s-1:abc)))",
        "(7:sig-val(3:rsa(1:s0:)))", "(7:sig-val(3:rsa(1:r3:abc)))", "(7:sig-val(5:eddsa(1:r2:ab)))",
        "(7:sig-val(3:elg(1:s3:abc)))", "(10:public-key(3:rsa(1:n3:abc)))"})
    CHECK_FALSE(numbers_of_signature(nonsense));
}

TEST_CASE("a signature packet") {
  const std::string fingerprint = "0123456789ABCDEF0123456789ABCDEF01234567";
  const sign::SignatureToMake signature("bytes", {.algorithm = 1, .fingerprint = fingerprint}, 1700000000);
  CHECK(signature.digest().size() == 64);
  // A number without leading zeros, preceded by its length in bits.
  const std::string packet = signature.packet({std::string("\0\0\x01\x02", 4)});
  CHECK(packet.ends_with(std::string("\0\x09\x01\x02", 4)));
  CHECK(packet.size() == 2U + static_cast<unsigned char>(packet[1]));
  CHECK_THROWS(sign::SignatureToMake("bytes", {.algorithm = 1, .fingerprint = "0123"}, 1));
}
