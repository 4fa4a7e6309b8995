package io.deopenchat.chaos.simulation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A bridge: the accounts of one client key, which end and start together. */
final class ClientSide extends Daemon {
    private final int number;
    private final List<Customer> customers = new ArrayList<>();

    ClientSide(World world, int number, List<GatewaySide> gateways) {
        super(world);
        this.number = number;
        for (int provider = 0; provider < gateways.size(); provider++) {
            customers.add(new Customer(world, this, gateways.get(provider), new Pair(provider, number)));
        }
    }

    Path directory() {
        return world.directory.resolve("bridge-" + number);
    }

    List<Customer> customers() {
        return customers;
    }

    String standing() {
        return this + (isUp() ? " " + customers.stream().map(Customer::standing).toList() : " is down");
    }

    boolean hasSettled() {
        return isUp() && customers.stream().allMatch(Customer::hasSettled);
    }

    @Override
    protected void start() {
        world.trace.note(() -> this + " starts");
        customers.forEach(Customer::start);
    }

    @Override
    protected void lose() {
        customers.forEach(customer -> customer.lose().ifPresent(disk -> end(disk, customer.file())));
    }

    @Override
    public String toString() {
        return "bridge c" + number;
    }
}
