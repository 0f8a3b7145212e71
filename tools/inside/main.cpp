// SPDX-License-Identifier: GPL-3.0-or-later
//
// The program that works on specs and source packages inside the sandbox. Apart from rpmworks because it is
// started twice for every source package, and loading all that rpmworks is linked with takes as long as all
// the rest of its work. Carried inside rpmworks itself.
//
//   inside [TARGET]     rpm's --target of the request, where it is known before
#include "answer.hpp"

int main(int count, char** words) {
  return rpmworks::inside::answer_query(count > 1 ? words[1] : "");
}
