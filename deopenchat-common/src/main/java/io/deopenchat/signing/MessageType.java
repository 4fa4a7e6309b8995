package io.deopenchat.signing;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/** The type of an EIP-712 struct with members of fixed size only, or of strings; builds its struct hashes. */
public final class MessageType {
    private static final int WORD = 32;

    private final String signature;
    private final Bytes32 typeHash;
    private final int members;

    /** @param signature for example {@code Bind(address provider,address owner)} */
    public MessageType(String signature) {
        this.signature = signature;
        this.typeHash = Hash.keccak256(signature);
        this.members = (int) signature.chars().filter(c -> c == ',').count() + 1;
    }

    public Bytes32 typeHash() {
        return typeHash;
    }

    public String signature() {
        return signature;
    }

    /** What the struct is called. */
    public String name() {
        return signature.substring(0, signature.indexOf('('));
    }

    /** Its members in order. */
    List<Member> members() {
        String list = signature.substring(signature.indexOf('(') + 1, signature.length() - 1);
        return Arrays.stream(list.split(",")).map(Member::parse).toList();
    }

    /** One member, for example {@code uint96 total}. */
    record Member(String type, String name) {
        static Member parse(String text) {
            int space = text.indexOf(' ');
            return new Member(text.substring(0, space), text.substring(space + 1));
        }
    }

    public StructHash struct() {
        return new StructHash();
    }

    /** Members are put in the order of the type. */
    public final class StructHash implements Members {
        private final byte[] words = new byte[WORD * (1 + members)];
        private int position = WORD;

        private StructHash() {
            typeHash.copyTo(words, 0);
        }

        @Override
        public StructHash put(Address address) {
            address.copyTo(words, position + WORD - Address.LENGTH);
            return next();
        }

        @Override
        public StructHash put(Bytes32 bytes) {
            bytes.copyTo(words, position);
            return next();
        }

        @Override
        public StructHash put(BigInteger unsigned) {
            byte[] bytes = unsigned.toByteArray();
            int skip = bytes.length > WORD ? bytes.length - WORD : 0;
            System.arraycopy(bytes, skip, words, position + WORD - (bytes.length - skip), bytes.length - skip);
            return next();
        }

        @Override
        public StructHash put(long unsigned) {
            for (int i = 0; i < Long.BYTES; i++) {
                words[position + WORD - 1 - i] = (byte) (unsigned >>> (8 * i));
            }
            return next();
        }

        @Override
        public StructHash put(String text) {
            return put(Hash.keccak256(text));
        }

        public Bytes32 hash() {
            if (position != words.length) {
                throw new IllegalStateException(
                        signature + " has " + members + " members, " + (position / WORD - 1) + " were put");
            }
            return Hash.keccak256(words);
        }

        private StructHash next() {
            position += WORD;
            return this;
        }
    }
}
