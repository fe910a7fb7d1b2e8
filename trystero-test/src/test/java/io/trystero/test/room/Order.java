package io.trystero.test.room;

/** Which of two peers leads: every meeting is tested in both orders. */
enum Order {
    FIRST_LEADS("A1111111111111111111", "z2222222222222222222"),
    SECOND_LEADS("z1111111111111111111", "A2222222222222222222");

    final String first;
    final String second;

    Order(String first, String second) {
        this.first = first;
        this.second = second;
    }
}
