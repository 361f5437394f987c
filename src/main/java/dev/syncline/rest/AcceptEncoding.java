package dev.syncline.rest;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Which coding an answer gets (RFC 9110, 12.5.3); members that cannot be understood are ignored. */
final class AcceptEncoding {

    private static final Pattern WEIGHT = Pattern.compile("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?");

    /** Of what is not named, only an answer without a coding is acceptable, and less than all that is. */
    private static final double UNNAMED = 0.0001;

    private final Map<ContentCoding, Double> weights = new EnumMap<>(ContentCoding.class);
    private Double others;

    private AcceptEncoding() {}

    /** @param lines of the header; none where the request has none */
    static AcceptEncoding of(List<String> lines) {
        AcceptEncoding accepted = new AcceptEncoding();
        for (String line : lines) {
            for (String member : line.split(",")) {
                accepted.add(member.split(";", 2));
            }
        }
        return accepted;
    }

    private void add(String[] nameAndWeight) {
        String name = nameAndWeight[0].strip();
        double weight = nameAndWeight.length == 1 ? 1 : weight(nameAndWeight[1]);
        if (weight < 0) {
            return;
        }
        if (name.equals("*")) {
            others = weight;
        } else {
            ContentCoding.of(name).ifPresent(coding -> weights.put(coding, weight));
        }
    }

    private static double weight(String parameter) {
        String[] nameAndValue = parameter.split("=", 2);
        boolean isWeight = nameAndValue.length == 2
                && nameAndValue[0].strip().toLowerCase(Locale.ROOT).equals("q")
                && WEIGHT.matcher(nameAndValue[1].strip()).matches();
        return isWeight ? Double.parseDouble(nameAndValue[1].strip()) : -1;
    }

    private double weight(ContentCoding coding) {
        Double named = weights.get(coding);
        if (named != null) {
            return named;
        }
        if (coding == ContentCoding.IDENTITY) {
            return others != null && others == 0 ? 0 : UNNAMED;
        }
        return others == null ? 0 : others;
    }

    /** The best for a long answer; where nothing is acceptable, an answer without a coding is better than none. */
    ContentCoding best() {
        ContentCoding best = ContentCoding.IDENTITY;
        double bestWeight = 0;
        for (ContentCoding coding : ContentCoding.values()) {
            if (weight(coding) > bestWeight) {
                best = coding;
                bestWeight = weight(coding);
            }
        }
        return best;
    }

    boolean takesIdentity() {
        return weight(ContentCoding.IDENTITY) > 0;
    }
}
